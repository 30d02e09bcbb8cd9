// Runs one process in the place of this one: same terminal, signals passed on, its exit code is ours.

'use strict'

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const { refusal } = require('./checkout.cjs')

/** npm and the terminal may both tell us the same; a person who presses Ctrl-C twice takes longer. */
const SAME_SIGNAL_MS = 400

function runChild(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options })
    const output = []
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
    const stop = passOn(child)
    child.once('error', (error) => {
      stop()
      reject(refusal(`cannot run ${command}: ${error.message}`))
    })
    child.once('close', (code, signal) => {
      const received = stop()
      const exitCode = code === null ? 128 + os.constants.signals[signal] : code
      resolve(quiet ? { exitCode, received, output: Buffer.concat(output).toString() } : exitCode)
    })
  })
}

/** Returns a function that ends the passing on and tells the last signal that came. */
function passOn(child) {
  let last = { signal: null, at: 0 }
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      const now = Date.now()
      const repeated = last.signal === signal && now - last.at < SAME_SIGNAL_MS
      last = { signal, at: now }
      // Ctrl-C reaches the whole foreground group: the child has it already.
      if (!repeated && !(signal === 'SIGINT' && isForeground())) child.kill(signal)
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
    return last.signal
  }
}

/** Whether this process belongs to the group that a terminal sends Ctrl-C to. */
function isForeground() {
  try {
    // After the name in brackets: state, parent, group, session, terminal, the terminal's foreground group.
    const fields = fs
      .readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[5]) > 0 && fields[2] === fields[5]
  } catch {
    return process.stdin.isTTY === true
  }
}

module.exports = { runChild }
