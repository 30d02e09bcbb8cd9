// Installs what the lockfile names, once for each lockfile: `ignore-scripts` skips npm's own hooks, so commands do it.
// Promise: two commands at once install once; nothing is installed under a running server.

'use strict'

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { dataFolder, refusal } = require('./checkout.cjs')
const { alone, isAlive } = require('./lock.cjs')
const { runChild } = require('./run-child.cjs')

const say = (text) => process.stderr.write(text)

/** In node_modules, so that it goes when they go. */
const stampFile = (root) => path.join(root, 'node_modules/.thala-stamp')

/** Packages with binaries differ by platform: a folder carried to another machine is set up again. */
function wanted(root) {
  const lockfile = fs.readFileSync(path.join(root, 'package-lock.json'))
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch}`).digest('hex')
}

function isSetUp(root) {
  try {
    return fs.readFileSync(stampFile(root), 'utf8').trim() === wanted(root)
  } catch (error) {
    if (error.code === 'ENOENT' && fs.existsSync(path.join(root, 'package-lock.json'))) return false
    throw error.code === 'ENOENT' ? refusal(`${root} has no package-lock.json: is it a whole checkout?`) : error
  }
}

/** Process id of a server that runs from this checkout, or null. */
function runningServer(root) {
  let pid
  try {
    pid = JSON.parse(fs.readFileSync(path.join(dataFolder(root), 'owner.json'), 'utf8')).pid
  } catch {
    return null
  }
  if (!isAlive(pid)) return null
  try {
    // The id may have gone to another program since.
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(root) ? pid : null
  } catch {
    return pid
  }
}

async function setUp(root) {
  if (isSetUp(root)) return
  const server = runningServer(root)
  if (server !== null)
    throw refusal(
      `package-lock.json changed since this checkout was set up, and a server runs from it (process ${server}): stop it, then run this again`,
    )
  await alone(
    path.join(root, '.thala/set-up.lock'),
    async () => {
      if (!isSetUp(root)) await install(root)
    },
    (pid) => say(`thala: waiting for process ${pid}, which is setting this checkout up\n`),
  )
}

async function install(root) {
  const hash = wanted(root)
  const startedAt = Date.now()
  say('thala: setting up (npm ci) ... ')
  // npm tells a script its own path; it is run by the Node that runs us.
  const own = process.env.npm_execpath
  const [command, ...before] = own && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : [npm()]
  const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { exitCode, received, output } = await runChild(command, args, {
    cwd: root,
    quiet: true,
    shell: command.endsWith('.cmd'),
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (exitCode !== 0) {
    say('failed\n')
    const stopped = Object.assign(new Error('stopped'), { exitCode: 128 + (os.constants.signals[received] || 0) })
    if (received !== null) throw stopped
    throw refusal(`npm ci failed with code ${exitCode}:\n${reasonIn(output)}`)
  }
  linkCommand(root)
  fs.writeFileSync(stampFile(root), `${hash}\n`)
  say(`done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`)
}

/** npm says first what is wrong, then how it is used; the first lines are what a person needs. */
const reasonIn = (output) =>
  output
    .split(/^npm error (?:Clean install a project|Usage:)/m)[0]
    .split('\n')
    .filter((line) => !/^npm (?:warn|error$)|^\s*$/.test(line))
    .slice(0, 15)
    .join('\n')

/** npm links the commands of packages, not the one of the root itself; with the link `npx --no-install thala` finds it. */
function linkCommand(root) {
  const link = path.join(root, 'node_modules/.bin/thala')
  fs.mkdirSync(path.dirname(link), { recursive: true })
  try {
    fs.symlinkSync('../../infra/launch.cjs', link)
  } catch (error) {
    // Without the right to make links (Windows) `npm run thala` remains, which is the documented form.
    if (error.code !== 'EEXIST' && error.code !== 'EPERM') throw error
  }
}

const npm = () => (process.platform === 'win32' ? 'npm.cmd' : 'npm')

module.exports = { setUp }
