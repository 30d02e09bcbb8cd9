#!/usr/bin/env node
// The way in: sets the checkout up when needed, picks a Node that can run Thala, and hands over to it.
// CommonJS for Node 18 and newer, without dependencies: it runs before anything is installed.
//
//   node infra/launch.cjs start [options]     every service in one process
//   node infra/launch.cjs task <name>         test, test:unit, lint, format, generate, bench
//   node infra/launch.cjs <command>           any other command of the CLI

'use strict'

const { nodeFor } = require('./launch/choose-node.cjs')
const { callerFolder, CLI, ROOT } = require('./launch/checkout.cjs')
const { runChild } = require('./launch/run-child.cjs')
const { setUp } = require('./launch/set-up.cjs')
const { runTask } = require('./launch/tasks.cjs')

async function main([first, ...rest]) {
  await setUp(ROOT)
  const node = nodeFor(ROOT)
  if (first === 'task') return runTask(node, rest)
  const cwd = callerFolder()
  const args = first === undefined ? [] : [first, ...rest]
  return runChild(node, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    cwd,
    env: { ...process.env, INIT_CWD: cwd },
  })
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    // What the caller can mend has a line of its own; anything else is a bug and shows where.
    process.stderr.write(`thala: ${error.exitCode ? error.message : error.stack}\n`)
    process.exitCode = error.exitCode || 1
  },
)
