// A migration between two installations. Both are embedded here: the ports are the same.

import { collections, headers, sourceTopics, topics } from '@thala/contracts'
import { drain, pauseAskedFor, run, topicSpecs } from '@thala/runtime'
import { said, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import { recordsOf } from '../replay/pages.ts'
import { documents, talk } from '../replay/testing.ts'
import { type Migration, migrate } from './migrate.ts'

const worlds: World[] = []
const keep = (world: World): World => {
  worlds.push(world)
  return world
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop()
})

const declarations = pipeline(standIns())

async function source(): Promise<World> {
  const world = keep(await startWorld(() => pipeline(standIns())))
  await world.append(said(...talk(10)))
  await world.drain()
  return world
}

/** Nothing runs on it. */
const empty = async (): Promise<World> => keep(await startWorld(() => []))

const between = (from: World, to: World, more: Partial<Migration> = {}): Migration => ({
  source: from,
  target: to,
  env: {},
  declarations,
  from: '/a/folder',
  ...more,
})

async function start(world: World) {
  const running = await run(pipeline(standIns()), { bus: world.bus, store: world.store, env: {} })
  return { ...running, world }
}

async function allRecords({ bus }: World) {
  const found: unknown[] = []
  for (const { name, partitions } of topicSpecs(declarations, {}))
    for await (const records of recordsOf(bus, name, partitions))
      for (const { topic, partition, key, value, headers: all } of records) {
        const { [headers.migratedOffset]: _, ...rest } = all
        found.push({ topic, partition, key, value, headers: rest })
      }
  return found
}

describe('a migration', () => {
  it('takes along records, documents and positions, and services go on from there', async () => {
    const [from, to] = [await source(), await empty()]
    const before = await from.hash()
    const moved = await migrate(between(from, to))
    expect(moved).toMatchObject({ before: false, groups: 7 })
    expect(moved.records).toBeGreaterThan(100)
    expect(await to.hash()).toBe(before)
    expect(await allRecords(to)).toEqual(await allRecords(from))
    const without = (all: unknown[]) => all.filter((one) => !JSON.stringify(one).startsWith('{"of":"attempts"'))
    expect(await documents(to.store)).toEqual(without(await documents(from.store)))

    const running = await start(to)
    expect(await pauseAskedFor(to.store)).toBeNull()
    for (const { group, topics: names } of running.groups)
      for (const { waiting } of await to.bus.lag(group, names)) expect(waiting).toBe(0)
    for (const world of [from, to]) await world.append(said({ ts: '1700100000.000001', text: 'broken after all' }))
    await from.drain()
    await drained(running)
    expect(await to.hash()).toBe(await from.hash())
    await running.stop()
  })

  it('of a folder with work left goes on where that stopped', async () => {
    const from = await source()
    await from.running.stop()
    await from.append(said({ ts: '1700100000.000001', text: 'broken while nobody looked' }))
    const to = await empty()
    await migrate(between(from, to))
    const lags = await to.bus.lag('thala-attachments', [topics.slackEvents.name])
    expect(lags.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(1)
    const [there, here] = [await start(to), await start(from)]
    await drained(there)
    await drained(here)
    expect(await to.hash()).toBe(await from.hash())
    expect(await to.store.findBy(collections.messages, 'at', [1_700_100_000_000])).toHaveLength(1)
    for (const one of [there, here]) await one.stop()
  })

  it('that dies again and again ends the same, nothing doubled, and nobody reads meanwhile', async () => {
    const [from, to] = [await source(), await empty()]
    let died = 0
    for (let calls = 1; calls < 60; calls += 7) {
      let left = calls
      const dying: World = {
        ...to,
        bus: {
          ...to.bus,
          publish: (records) => (left-- > 0 ? to.bus.publish(records) : Promise.reject(new Error('died'))),
        },
        store: {
          ...to.store,
          update: (...args) => (left-- > 0 ? to.store.update(...args) : Promise.reject(new Error('died'))),
        },
      }
      const over = await migrate(between(from, dying)).then(
        () => true,
        () => false,
      )
      if (over) break
      died++
      if (calls > 2) expect(await pauseAskedFor(to.store)).toMatch(/thala -- migrate/)
    }
    expect(died).toBeGreaterThan(2)
    await migrate(between(from, to))
    expect(await allRecords(to)).toEqual(await allRecords(from))
    expect(await to.hash()).toBe(await from.hash())
    expect(await pauseAskedFor(to.store)).toBeNull()
  })

  it('that is over does nothing when it is run again', async () => {
    const [from, to] = [await source(), await empty()]
    const first = await migrate(between(from, to))
    const running = await start(to)
    await to.append(said({ ts: '1700100000.000001', text: 'broken after all' }))
    await drained(running)
    const after = await to.hash()
    expect(await migrate(between(from, to))).toEqual({ ...first, before: true })
    expect(await to.hash()).toBe(after)
    await running.stop()
  })
})

describe('a migration is refused', () => {
  const refused = (migration: Migration, message: RegExp) =>
    expect(migrate(migration)).rejects.toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) })

  it('where the target holds documents or records of somebody else', async () => {
    const [from, other] = [await source(), await source()]
    await refused(between(from, other), /documents that did not come from this folder.*THALA_INDEX_PREFIX/)
    const to = await empty()
    await to.bus.ensureTopics(topicSpecs(declarations, {}))
    await to.append(said({ ts: '1700100000.000001', text: 'theirs' }))
    await refused(between(from, to), /records that did not come from this folder.*THALA_TOPIC_PREFIX/)
  })

  it('where the target holds what was migrated from another folder', async () => {
    const [from, to] = [await source(), await empty()]
    await migrate(between(from, to))
    await refused(between(from, to, { from: '/b/folder' }), /migrated from \/a\/folder, not from \/b\/folder/)
  })

  it('where the folder has none of the topics that are named', async () => {
    const [from, to] = [await source(), await empty()]
    const renamed = Object.fromEntries(Object.values(sourceTopics).map(({ env }, n) => [env, `other-${n}`]))
    const env = { ...renamed, THALA_TOPIC_PREFIX: 'other-', KAFKA_TOPIC_DIRECTORY: 'other-directory' }
    await refused(between(from, to, { env }), /THALA_TOPIC_PREFIX/)
  })

  it('when something is appended to the folder meanwhile; run again, it takes that along', async () => {
    const [from, to] = [await source(), await empty()]
    let appended = false
    const slow: World = {
      ...to,
      store: {
        ...to.store,
        update: async (...args) => {
          if (args[0].name === collections.links.name && !appended) {
            appended = true
            await from.append(said({ ts: '1700100000.000001', text: 'broken meanwhile' }))
          }
          return to.store.update(...args)
        },
      },
    }
    await refused(between(from, slow), /appended to the folder meanwhile/)
    await from.drain()
    await migrate(between(from, to))
    expect(await to.hash()).toBe(await from.hash())
  })
})

const drained = ({ groups, world }: Awaited<ReturnType<typeof start>>) => drain(world.bus, groups)
