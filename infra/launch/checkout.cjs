// Where things lie, and how the launcher refuses.

'use strict'

const fs = require('node:fs')
const path = require('node:path')

const ROOT = fs.realpathSync(path.resolve(__dirname, '../..'))
const CLI = path.join(ROOT, 'services/all/src/main.ts')

/** npm changes to the root and keeps in INIT_CWD where it was called; an INIT_CWD of another npm run does not count. */
function callerFolder(env = process.env, cwd = process.cwd()) {
  const byOurNpm = env.npm_package_json === path.join(ROOT, 'package.json') && cwd === ROOT
  return byOurNpm && env.INIT_CWD && fs.existsSync(env.INIT_CWD) ? env.INIT_CWD : cwd
}

/** `THALA_DATA_DIR` is taken from where the command was given, as the CLI does. */
const dataFolder = (root, env = process.env) =>
  env.THALA_DATA_DIR ? path.resolve(callerFolder(env), env.THALA_DATA_DIR) : path.join(root, '.thala')

/** An error that the caller can mend: shown as one line, exit code 2. */
const refusal = (message) => Object.assign(new Error(message), { exitCode: 2 })

module.exports = { CLI, ROOT, callerFolder, dataFolder, refusal }
