// A replay of a part: what lies before it stands, and a part that is no longer whole is refused.

import { collections, topics } from '@thala/contracts'
import { type DeadLetter, deadLetterDocument } from '@thala/runtime'
import { said, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import type { From } from './range.ts'
import { type ReplayOptions, replay } from './replay.ts'
import { documents, mainOf, rootOf, talk, unsure } from './testing.ts'

const beginning: ReplayOptions = { from: { kind: 'beginning' }, shadow: false, retentionDays: 90 }
const from = (place: From): ReplayOptions => ({ ...beginning, from: place })

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop()
})

/** Half of the talk, a moment, and the other half. */
async function open(): Promise<{ readonly world: World; readonly middle: number; readonly offset: number }> {
  const world = await startWorld(() => pipeline(standIns()))
  worlds.push(world)
  const all = talk(16)
  await world.append(said(...all.slice(0, all.length / 2)))
  await world.drain()
  const middle = Date.now() + 1
  while (Date.now() <= middle) await new Promise(setImmediate)
  const lags = await world.bus.lag('nobody', [topics.slackEvents.name])
  await world.append(said(...all.slice(all.length / 2)))
  await world.drain()
  return { world, middle, offset: Math.max(...lags.map(({ end }) => end)) }
}

describe('a replay from the middle', () => {
  it('ends as one from the beginning, by time and by offset', async () => {
    const { world, middle, offset } = await open()
    const before = await world.hash()
    for (const place of [
      { kind: 'time', time: middle },
      { kind: 'offset', offset },
      { kind: 'time', time: Date.now() + 60_000 },
    ] as const) {
      await replay(mainOf(world), from(place))
      await world.drain()
      expect(await world.hash()).toBe(before)
    }
    await replay(mainOf(world), beginning)
    await world.drain()
    expect(await world.hash()).toBe(before)
  })

  it('decides what it covers by what holds now, and leaves the rest as it was decided', async () => {
    const { world, middle } = await open()
    const told = await replay(mainOf(world, unsure), { ...from({ kind: 'time', time: middle }), shadow: true })
    if (told.kind !== 'shadow') throw new Error(told.kind)
    const live = await world.store.findBy(collections.incidents, 'live', [true])
    expect(told.difference.gone.length).toBeGreaterThan(3)
    expect(told.difference.gone.length).toBeLessThan(live.length - 3)
    await replay(mainOf(world, unsure), from({ kind: 'time', time: middle }))
    await world.drain()
    await world.store.refresh()
    const left = await world.store.findBy(collections.incidents, 'live', [true])
    expect(left).toHaveLength(live.length - told.difference.gone.length)
  })
})

describe('where retention has cut the log', () => {
  it('only what is whole can be replayed: the earliest possible time is said, and that time will do', async () => {
    const { world, middle } = await open()
    const before = await world.hash()
    expect(await world.bus.expire(middle)).toBeGreaterThan(10)
    const places: readonly From[] = [
      { kind: 'beginning' },
      { kind: 'offset', offset: 0 },
      { kind: 'time', time: middle - 1_000 },
    ]
    let earliest = ''
    for (const place of places)
      await replay(mainOf(world), from(place)).catch(({ code, message }) => {
        expect(code).toBe('bad-input')
        earliest = /The earliest possible: --from (\S+)/.exec(message)?.[1] ?? ''
      })
    expect(Date.parse(earliest)).toBeGreaterThanOrEqual(middle)
    expect(await world.hash()).toBe(before)
    await replay(mainOf(world), from({ kind: 'time', time: Date.parse(earliest) }))
    await world.drain()
    expect(await world.hash()).toBe(before)
  })
})

describe('dead letters', () => {
  const letter = (id: string, more: Partial<DeadLetter>): DeadLetter => ({
    id,
    status: 'dead',
    stage: 'attachments',
    code: 'retries-exhausted',
    reason: 'it failed then',
    topic: topics.slackEvents.name,
    key: 'k',
    headers: {},
    subject: null,
    bytes: '',
    failedAt: 1,
    ...more,
  })
  const statuses = async ({ store }: World) => {
    const found = await store.get<DeadLetter>(collections.deadLetters, ['of-a-source', 'of-a-message'])
    return [...found.values()].map(({ body }) => body.status)
  }

  it('that can be handled now are alive, others are dead again or stand, and so they do before the range', async () => {
    const { world } = await open()
    const garbage = {
      topic: topics.slackEvents.name,
      key: 'k',
      value: new TextEncoder().encode('no JSON'),
      headers: {},
    }
    await world.bus.publish([garbage])
    await world.drain()
    for (const one of [
      letter('of-a-source', { topic: null, stage: 'file-connector' }),
      letter('of-a-message', { subject: rootOf(3) }),
    ])
      await world.store.update<DeadLetter>(collections.deadLetters, [one.id], () => deadLetterDocument(one))
    const [dead] = (await documents(world.store, collections.deadLetters)).slice(0, 1)

    await replay(mainOf(world), from({ kind: 'time', time: Date.now() + 60_000 }))
    expect(await statuses(world)).toEqual(['dead', 'dead'])
    await replay(mainOf(world), beginning)
    expect(await statuses(world)).toEqual(['dead', 'replayed'])
    expect(await documents(world.store, collections.deadLetters)).toHaveLength(3)
    expect(dead).toMatchObject({ body: { status: 'dead' } })
    await world.drain()
    const again = await world.store.findBy<DeadLetter>(collections.deadLetters, 'status', ['dead'])
    expect(again.map(({ body }) => body.code).sort()).toEqual(['bad-record', 'retries-exhausted'])
  })
})
