// A replay of a whole workspace beside services that go on running.

import { collections, correctionId, DEFAULT_SCOPE, readRecord, topics } from '@thala/contracts'
import { evolveIncident, type IncidentState, isLive } from '@thala/incidents'
import { type Env, pauseAskedFor } from '@thala/runtime'
import { outputTo, resource, type Versioned } from '@thala/service'
import { scanAll } from '@thala/store'
import { said, standInReader, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import { readNote } from './note.ts'
import { recordsOf } from './pages.ts'
import { type ReplayOptions, replay } from './replay.ts'
import { documents, ends, isTopic, mainOf, rootOf, talk, unsure } from './testing.ts'

const INCIDENTS = 30
const beginning: ReplayOptions = { from: { kind: 'beginning' }, shadow: false, retentionDays: 90 }
const shadow: ReplayOptions = { ...beginning, shadow: true }

const worlds: World[] = []
const open = async (env: Env = {}): Promise<World> => {
  const world = await startWorld(() => pipeline(standIns()), { env })
  worlds.push(world)
  await world.append(said(...talk(INCIDENTS)))
  await world.drain()
  return world
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop()
})

const liveIn = (world: World) => world.store.findBy(collections.incidents, 'live', [true])

const resolvedByHand = (message: string, at: number) => {
  const [actor, action, targets] = ['U1', 'resolved' as const, [message]]
  const value = { scope: DEFAULT_SCOPE, actor, action, targets, with: null, severity: null, undoes: null, at }
  return outputTo('corrections', topics.corrections)(value, { id: correctionId(actor, targets, action, at) })
}

describe('a replay from the beginning', () => {
  it('ends in the same state, corrections included, and leaves nothing of itself behind', async () => {
    const world = await open()
    const uncorrected = await world.hash()
    await world.append([resolvedByHand(rootOf(3), 1_800_000_000_000)])
    await world.drain()
    const before = await world.hash()
    expect(before).not.toBe(uncorrected)
    const done = await replay(mainOf(world), beginning)
    await world.drain()
    expect(await world.hash()).toBe(before)
    expect((await liveIn(world)).length).toBeGreaterThan(INCIDENTS / 2)

    expect(await readNote(world.store)).toEqual({ phase: 'none' })
    expect(await pauseAskedFor(world.store)).toBeNull()
    expect(await isTopic(world.bus, topics.enriched.name)).toBe(true)
    expect(await isTopic(world.bus, `replay.${done.generation}.${topics.enriched.name}`)).toBe(false)
    expect(await documents(await world.store.namespace(done.generation))).toEqual([])
  })

  it('goes on with what comes during it and after it as if it had never been', async () => {
    const [undisturbed, replayed] = [await open(), await open()]
    const report = { ts: '1700100000.000001', text: 'broken parser after everything' }
    const replaying = replay(mainOf(replayed), beginning)
    for (const world of [undisturbed, replayed]) await world.append(said(report))
    await replaying
    for (const world of [undisturbed, replayed]) {
      await world.append(said({ ts: '1700100060.000001', text: 'fixed parser', thread: report.ts }))
      await world.append(said({ ...report, deleted: true, revision: 1_700_100_090_000 }))
      await world.append([resolvedByHand(rootOf(6), 1_800_000_000_000)])
      await world.drain()
    }
    expect(await replayed.hash()).toBe(await undisturbed.hash())
  })

  it('asks no model what a model has said before, and reads nothing that was deleted since', async () => {
    const world = await open()
    const memos = await documents(world.store, collections.memos)
    const reader = { ...standInReader(), classify: () => Promise.reject(new Error('a model was asked')) }
    const models = { ...standIns(), reader: resource({ name: 'reader', start: async () => reader }) }
    await replay({ ...mainOf(world), declarations: pipeline(models) }, beginning)
    expect(await documents(world.store, collections.memos)).toEqual(memos)
    expect(await documents(world.store, collections.deadLetters)).toEqual([])
  })

  it('decides by what holds now', async () => {
    const [world, certain] = [await open(unsure), await open()]
    expect(await liveIn(world)).toEqual([])
    await replay(mainOf(world), beginning)
    await world.drain()
    expect(await world.hash()).toBe(await certain.hash())
    await replay(mainOf(certain, unsure), beginning)
    await certain.drain()
    await certain.store.refresh()
    expect(await liveIn(certain)).toEqual([])
  })

  it('leaves facts from which every incident can be built again, whatever was decided before', async () => {
    const world = await open()
    await replay(mainOf(world, unsure), beginning)
    await replay(mainOf(world), beginning)
    await world.drain()
    const rebuilt = new Map<string, IncidentState>()
    for await (const records of recordsOf(world.bus, topics.facts.name))
      for (const { value } of records) {
        const read = readRecord(topics.facts, value)
        if (!read.ok) throw new Error(read.reason)
        rebuilt.set(read.value.incidentId, evolveIncident(rebuilt.get(read.value.incidentId), read.value))
      }
    const stored = await Array.fromAsync(scanAll<Versioned<IncidentState>>(world.store, collections.incidents))
    expect(stored.filter(({ body }) => rolesIn(body.state).length > 0).length).toBeGreaterThan(INCIDENTS / 2)
    for (const { id, body } of stored)
      expect([id, rolesIn(rebuilt.get(id) ?? { entries: {} })]).toEqual([id, rolesIn(body.state)])
    expect(rebuilt.size).toBe(stored.length)
  })
})

const rolesIn = ({ entries }: IncidentState): string[] =>
  Object.values(entries)
    .filter(isLive)
    .map(({ entryId, role }) => `${entryId} ${role}`)
    .sort()

describe('a shadow', () => {
  it('tells what would be different, and changes nothing', async () => {
    const world = await open()
    const before = [await world.hash(), await documents(world.store), await ends(world.bus)]
    const told = await replay(mainOf(world, unsure), shadow)
    if (told.kind !== 'shadow') throw new Error(told.kind)
    const { difference } = told
    expect(difference.read).toBeGreaterThan(3 * INCIDENTS)
    expect(difference.gone).toHaveLength((await liveIn(world)).length)
    expect(difference.moved.length).toBeGreaterThan(difference.gone.length)
    for (const { to } of difference.moved) expect(to).toBeNull()
    expect([difference.opened, difference.closed, difference.reopened]).toEqual([[], [], []])

    expect([await world.hash(), await documents(world.store), await ends(world.bus)]).toEqual(before)
    expect(await isTopic(world.bus, `replay.${told.generation}.${topics.facts.name}`)).toBe(false)
    expect(await documents(await world.store.namespace(told.generation))).toEqual([])
    expect(await pauseAskedFor(world.store)).toBeNull()
  })

  it('finds nothing where nothing would be different', async () => {
    const world = await open()
    const told = await replay(mainOf(world), shadow)
    expect(told).toMatchObject({ difference: { opened: [], closed: [], reopened: [], gone: [], moved: [] } })
  })

  it('of one source says nothing about the messages of others, which stand beside it', async () => {
    const world = await open()
    const jira = await replay(mainOf(world, unsure), { ...shadow, only: 'jira' })
    expect(jira).toMatchObject({ difference: { read: 0, gone: [], moved: [] } })
    const slack = await replay(mainOf(world), { ...shadow, only: 'slack' })
    expect(slack).toMatchObject({ difference: { gone: [], moved: [] } })
    expect(slack.kind === 'shadow' && slack.difference.read).toBeGreaterThan(3 * INCIDENTS)
    await expect(replay(mainOf(world), { ...beginning, only: 'slack' })).rejects.toMatchObject({ code: 'bad-input' })
  })
})
