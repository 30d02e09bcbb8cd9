// Death between any two steps of any stage: started again, the pipeline ends in the state of the undisturbed run.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { slackExportSource } from '@thala/file-connector'
import type { Point } from '@thala/runtime'
import { standIns, startWorld, type World, writeExport } from '@thala/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

let scratch: string
let undisturbed: string
let world: World | undefined

const declarations = () => [...pipeline(standIns()), slackExportSource({ path: join(scratch, 'export') })]

async function hashOf(started: World): Promise<string> {
  await started.running.sourcesDone
  await started.drain()
  return started.hash()
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'thala-crash-'))
  await writeExport(join(scratch, 'export'), { messages: 250, seed: 5 })
  world = await startWorld(declarations)
  undisturbed = await hashOf(world)
}, 120_000)

afterEach(async () => {
  await world?.stop()
  world = undefined
})

afterAll(() => rm(scratch, { recursive: true, force: true }))

const deaths: readonly (readonly [stage: string, point: Point, after: number])[] = [
  ['file-connector', 'published', 0],
  ['attachments', 'handled', 60],
  ['attachments', 'published', 60],
  ['attachments', 'committed', 0],
  ['classifier', 'handled', 60],
  ['classifier', 'published', 60],
  ['linker', 'stored', 1],
  ['linker', 'published', 1],
  ['linker', 'marked', 1],
  ['linker', 'committed', 1],
  ['indexer-messages', 'stored', 1],
  ['indexer-messages', 'published', 1],
  ['indexer-incidents', 'stored', 1],
  ['indexer-incidents', 'published', 1],
  ['indexer-incidents', 'committed', 1],
]

describe('a process that dies', () => {
  it.each(deaths)('in %s, once it has %s (after %i more), loses and doubles nothing', async (stage, point, after) => {
    world = await startWorld(declarations)
    const died = world.dieAt({ stage, point, after })
    // A stage that has already passed the point has nothing left to lose: that would be a test that cannot fail.
    const first = await Promise.race([died.then(() => 'died'), hashOf(world).then(() => 'finished')])
    expect(first).toBe('died')
    world = await world.restart()
    expect(await hashOf(world)).toBe(undisturbed)
  })

  it('is not the reason why the hashes are equal: another export has another', async () => {
    await writeExport(join(scratch, 'export'), { messages: 250, seed: 6 })
    world = await startWorld(declarations)
    expect(await hashOf(world)).not.toBe(undisturbed)
  })
})
