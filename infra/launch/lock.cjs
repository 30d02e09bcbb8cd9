// One process at a time: a file that names its holder. A holder that died does not keep it.

'use strict'

const fs = require('node:fs')
const path = require('node:path')

const POLL_MS = 200
/** Taking a dead holder's file away is itself done by one at a time; it takes milliseconds. */
const STEAL_MS = 5_000

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function tryCreate(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holderOf(file) {
  try {
    return { pid: Number(fs.readFileSync(file, 'utf8')), ageMs: Date.now() - fs.statSync(file).mtimeMs }
  } catch {
    return null
  }
}

/** A file that is just being written names nobody yet, so a young one counts as held. */
const isStale = (holder) => holder !== null && !isAlive(holder.pid) && (holder.pid > 0 || holder.ageMs > STEAL_MS)

function removeStale(file) {
  const steal = `${file}.steal`
  if (!tryCreate(steal)) {
    const other = holderOf(steal)
    if (other !== null && other.ageMs > STEAL_MS) fs.rmSync(steal, { force: true })
    return
  }
  try {
    if (isStale(holderOf(file))) fs.rmSync(file, { force: true })
  } finally {
    fs.rmSync(steal, { force: true })
  }
}

/** Runs `work` alone; `onWait(pid)` is called once when another process is at it. */
async function alone(file, work, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  while (!tryCreate(file)) {
    const holder = holderOf(file)
    if (isStale(holder)) removeStale(file)
    else {
      if (!told && holder !== null) onWait(holder.pid)
      told = told || holder !== null
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  try {
    return await work()
  } finally {
    fs.rmSync(file, { force: true })
  }
}

module.exports = { alone, isAlive }
