// Handbook, chapter 2: a view.
//
// A view folds events into one document for each key. It says how a document evolves and what can be looked up; the
// runtime groups events by key, writes by compare-and-set, announces every key it touched, and only then commits.

import { type Collection, topics } from '@thala/contracts'
import { type Versioned, view } from '@thala/service'
import { said, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

interface Talk {
  /** Texts by message id: a set, so that the same event twice changes nothing. */
  readonly texts: Readonly<Record<string, string>>
}

const collection: Collection = {
  name: 'messages',
  fields: ['conversationId', 'threadId', 'legacyId', 'at'],
  searchable: true,
}

const conversations = view({
  name: 'conversations',
  consumes: { slack: topics.slackEvents },
  collection,
  key: ({ value }) => value.conversationId,
  evolve: (state: Talk | undefined, { value }): Talk => {
    if (value.text === 'poison') throw new Error('cannot be applied')
    return { texts: { ...state?.texts, [value.messageId]: value.text } }
  },
  project: (_, id) => ({ index: { conversationId: id } }),
  announces: { topic: topics.incidents, notice: (id, version) => ({ incidentId: id, version }) },
})

const stored = async (on: World, channel: string): Promise<Versioned<Talk> | undefined> => {
  const id = `slack:T1:${channel}`
  return (await on.store.get<Versioned<Talk>>(collection, [id])).get(id)?.body
}

async function notices(on: World): Promise<unknown[]> {
  const found: unknown[] = []
  for (let partition = 0; partition < 8; partition++)
    for (const { value } of await on.bus.read({ topic: topics.incidents.name, partition, from: 0, limit: 1000 }))
      found.push(JSON.parse(new TextDecoder().decode(value ?? new Uint8Array())))
  return found
}

describe('a view', () => {
  it('keeps one document for each key', async () => {
    world = await startWorld(() => [conversations])
    await world.append(
      said(
        { ts: '1700000000.000001', text: 'a', channel: 'C1' },
        { ts: '1700000000.000002', text: 'b', channel: 'C1' },
        { ts: '1700000000.000003', text: 'c', channel: 'C2' },
      ),
    )
    await world.drain()
    expect(Object.values((await stored(world, 'C1'))?.state.texts ?? {})).toEqual(['a', 'b'])
    expect(Object.values((await stored(world, 'C2'))?.state.texts ?? {})).toEqual(['c'])
  })

  it('counts changes in its version, not events', async () => {
    world = await startWorld(() => [conversations])
    for (let i = 0; i < 3; i++) {
      await world.append(said({ ts: '1700000000.000001', text: 'a' }))
      await world.drain()
    }
    expect((await stored(world, 'C1'))?.version).toBe(1)
  })

  it('announces every key it touched, changed or not: else a death before the notice would lose it', async () => {
    world = await startWorld(() => [conversations])
    const died = world.dieAt({ point: 'stored', stage: 'conversations' })
    await world.append(said({ ts: '1700000000.000001', text: 'a' }))
    await died
    expect(await notices(world)).toEqual([])

    world = await world.restart()
    await world.drain()
    expect(await notices(world)).toMatchObject([{ incidentId: 'slack:T1:C1', version: 1 }])
  })

  it('leaves out an event that cannot be applied; the others of its key go on', async () => {
    world = await startWorld(() => [conversations])
    await world.append(
      said(
        { ts: '1700000000.000001', text: 'a' },
        { ts: '1700000000.000002', text: 'poison' },
        { ts: '1700000000.000003', text: 'b' },
      ),
    )
    await world.drain()
    expect(Object.values((await stored(world, 'C1'))?.state.texts ?? {})).toEqual(['a', 'b'])
  })
})
