// kill -9 at random moments while another process ingests: in the end nothing is lost and nothing is doubled.
// `KILLS=50 KILL_MESSAGES=4000 KILL_MODELS=real` makes it as long as one likes.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { slackExportSource } from '@thala/file-connector'
import { mulberry32, standIns, startWorld, writeExport } from '@thala/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'
import { localModels } from './models.ts'

const kills = Number(process.env.KILLS ?? 6)
const messages = Number(process.env.KILL_MESSAGES ?? 600)
const real = process.env.KILL_MODELS === 'real'
/** A process lives at most this long. */
const LONGEST_LIFE_MS = real ? 4_000 : 1_500

let scratch: string
let from: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'thala-kill-'))
  from = join(scratch, 'export')
  await writeExport(from, { messages, seed: 7 })
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

const fixture = (name: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

/** Works on a folder until nothing waits, and answers the state hash. */
async function settle(folder: string): Promise<string> {
  const models = real ? localModels() : undefined
  const declarations = () => [...pipeline(models ?? standIns()), slackExportSource({ path: from })]
  const world = await startWorld(declarations, { folder })
  try {
    await world.running.sourcesDone
    await world.drain()
    return await world.hash()
  } finally {
    await world.stop()
    await models?.close()
  }
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function killed(child: ChildProcess): Promise<void> {
  // One that ended by itself was no victim: its error is on standard error.
  if (isOver(child)) throw new Error(`a process ended with ${child.exitCode} before it was killed`)
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

describe('killed at random moments', () => {
  it(`ends in the state of the undisturbed run (${kills} kills, ${messages} messages${real ? ', real models' : ''})`, async () => {
    const undisturbed = await settle(join(scratch, 'undisturbed'))
    const folder = join(scratch, 'killed')
    const random = mulberry32(Number(process.env.KILL_SEED ?? 1))
    let ingesting: ChildProcess | undefined
    for (let kill = 0; kill < kills; kill++) {
      const owner = fixture('owner', folder, real ? 'real' : 'stand-in')
      if (!ingesting || ingesting.exitCode !== null || ingesting.signalCode !== null)
        ingesting = fixture('appender', folder, from)
      // A death is at a moment, not after a condition: this is what the test is about.
      await wait(random() * LONGEST_LIFE_MS)
      await killed(owner)
      if (random() < 0.3 && !isOver(ingesting)) await killed(ingesting)
    }
    if (ingesting && !isOver(ingesting)) await once(ingesting, 'exit')
    expect(await settle(folder)).toBe(undisturbed)
  }, 900_000)
})
