// Picks the Node that runs TypeScript as it is: the running one if it is new enough, else the one that npm installed.

'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { refusal } = require('./checkout.cjs')

/** First release with stable type stripping and `node:sqlite` as they are used here. */
const LEAST = [24, 15]

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
}

const packaged = (root) => path.join(root, 'node_modules/.bin/node')

function nodeFor(root, version = process.version, execPath = process.execPath) {
  if (isNewEnough(version)) return execPath
  if (fs.existsSync(packaged(root))) return packaged(root)
  const why =
    process.platform === 'linux'
      ? "npm normally brings one for Linux on x64 and arm64, but left it out: run 'npm ci' without --omit=optional, or "
      : 'npm brings one for Linux only; '
  throw refusal(
    `needs Node ${LEAST.join('.')} or newer, and this is ${version}. ${why}install Node 24 from https://nodejs.org/en/download`,
  )
}

module.exports = { isNewEnough, nodeFor }
