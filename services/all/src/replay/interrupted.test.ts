// Death at any moment of a replay: what was running is removed, a promotion that had begun is finished.

import { pauseAskedFor } from '@thala/runtime'
import { said, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import { openGeneration } from './generation.ts'
import { readNote, writeNote } from './note.ts'
import type { AtPhase } from './promote.ts'
import { type ReplayOptions, replay } from './replay.ts'
import { documents, mainOf, talk, unsure } from './testing.ts'

const beginning: ReplayOptions = { from: { kind: 'beginning' }, shadow: false, retentionDays: 90 }

let worlds: World[] = []
const open = async (): Promise<World> => {
  const world = await startWorld(() => pipeline(standIns()))
  worlds.push(world)
  await world.append(said(...talk(10)))
  await world.drain()
  return world
}
afterEach(async () => {
  for (const world of worlds) await world.stop()
  worlds = []
})

const dyingAt =
  (wanted: Parameters<AtPhase>): AtPhase =>
  async (...now) => {
    if (now.join() === wanted.join()) throw new Error('died')
  }

/** What is appended while it is interrupted. */
const later = [
  { ts: '1700100000.000001', text: 'broken parser afterwards' },
  { ts: '1700100060.000001', text: 'fixed parser afterwards' },
]
let undisturbed: string
beforeAll(async () => {
  const world = await open()
  await world.append(said(...later))
  await world.drain()
  undisturbed = await world.hash()
})

describe('a promotion that dies', () => {
  it.each([
    ['preparing', 'begun'],
    ['preparing', 'done'],
    ['swapping', 'done'],
    ['telling', 'done'],
    ['moving', 'done'],
    ['ending', 'begun'],
    ['ending', 'done'],
  ] as const)('when %s is %s is finished by the next replay', async (...moment) => {
    const first = await startWorld(() => pipeline(standIns()))
    await first.append(said(...talk(10)))
    await first.drain()
    await expect(replay(mainOf(first), { ...beginning, at: dyingAt(moment) })).rejects.toThrow('died')
    const world = await first.restart()
    worlds.push(world)
    await world.append(said(...later))
    if (moment.join() !== 'ending,done') {
      // Nobody reads with half of the positions moved.
      expect(await pauseAskedFor(world.store)).toMatch(/'npm run thala -- replay' finishes it/)
      expect(world.running.health().reasons.join()).toMatch(/paused: .*thala -- replay/)
    }
    await expect(replay(mainOf(world), { ...beginning, shadow: true })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/run 'npm run thala -- replay' first/),
    })
    expect(await replay(mainOf(world), beginning)).toMatchObject({ kind: 'finished' })
    await world.drain()
    expect(await world.hash()).toBe(undisturbed)
    expect(await readNote(world.store)).toEqual({ phase: 'none' })
  })
})

describe('a replay that dies before it takes over', () => {
  it('is removed and begun again', async () => {
    const world = await open()
    const before = await world.hash()
    const main = mainOf(world, unsure)
    const generation = await openGeneration(main, 'gdead')
    await writeNote(main.store, { phase: 'running', generation: 'gdead' })
    const running = await generation.start()
    await expect(replay(main, beginning)).rejects.toMatchObject({
      message: expect.stringMatching(/another replay runs/),
    })
    await running.stop()
    expect(await replay(mainOf(world), beginning)).toMatchObject({ kind: 'promoted' })
    expect(await documents(await world.store.namespace('gdead'))).toEqual([])
    await world.drain()
    expect(await world.hash()).toBe(before)
  })

  it('leaves everything as it was when it is told to stop', async () => {
    const world = await open()
    const before = [await world.hash(), await documents(world.store)]
    const stop = new AbortController()
    const stopped = replay(mainOf(world, unsure), {
      ...beginning,
      signal: stop.signal,
      onProgress: ({ waiting }) => waiting > 0 && stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'bad-input', message: expect.stringMatching(/stopped before/) })
    expect([await world.hash(), await documents(world.store)]).toEqual(before)
    expect(await readNote(world.store)).toEqual({ phase: 'none' })
  })
})
