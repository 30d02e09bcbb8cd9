// Some declarations of the pipeline in a process of their own, with stand-ins for the models: `stage-process.ts <name…>`. At
// SIGUSR2 it prints what its event loop was late since the last time.

import { ThalaError } from '@thala/contracts'
import { readEnvironment, runServices } from '@thala/runtime'
import { standIns } from '@thala/testkit'
import { pipeline } from '../../services/all/src/declarations.ts'
import { followEventLoop } from './event-loop.ts'

const names = process.argv.slice(2)
const declarations = pipeline(standIns()).filter(({ name }) => names.includes(name))
if (declarations.length !== names.length)
  throw new ThalaError('bad-input', `not all of these exist: ${names.join(', ')}`)
const eventLoop = followEventLoop()
process.on('SIGUSR2', () => {
  process.stdout.write(`${JSON.stringify(eventLoop.since())}\n`)
})
await runServices(declarations, readEnvironment())
