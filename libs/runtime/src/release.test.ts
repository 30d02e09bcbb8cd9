// What a view keeps outside of the store: let go of once its documents are stored, and before the events are committed.

import { collections, dependencyDown, type SourceMessage, topics } from '@thala/contracts'
import { done, type ReleaseContext, service, type ViewDeclaration, view } from '@thala/service'
import { said, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const report = { ts: '1700000000.000001', text: 'broken' }

type Release = (states: readonly SourceMessage[], context: ReleaseContext) => Promise<readonly string[]>

const keeping = (releases: Release): ViewDeclaration =>
  view({
    name: 'keeper',
    consumes: { slack: topics.slackEvents },
    collection: collections.messages,
    key: ({ value }: { readonly value: SourceMessage }) => value.messageId,
    evolve: (_: SourceMessage | undefined, { value }: { readonly value: SourceMessage }) => value,
    project: () => ({ index: {} }),
    releases,
  })

const remembering = service({
  name: 'remembering',
  consumes: { slack: topics.slackEvents },
  handle: {
    slack: async ({ value }, { memo }) => {
      await memo({ messageId: 'outside', recipe: 'r', input: value.text }, async () => 'what was outside')
      return done()
    },
  },
})

const memos = async (on: World): Promise<string> => {
  await on.store.refresh()
  return JSON.stringify((await on.store.scan(collections.memos, { limit: 10 })).documents)
}

describe('a view that lets go', () => {
  it('is told the states that are stored, and can read them', async () => {
    const told: unknown[] = []
    world = await startWorld(() => [
      keeping(async (states, { store }) => {
        const ids = states.map(({ messageId }) => messageId)
        told.push([states.map(({ text }) => text), (await store.get(collections.messages, ids)).size])
        return []
      }),
    ])
    await world.append(said(report))
    await world.drain()
    expect(told).toEqual([[['broken'], 1]])
  })

  it('has every trace erased of what it names', async () => {
    let isNamed = false
    world = await startWorld(() => [remembering, keeping(async () => (isNamed ? ['outside'] : []))])
    await world.append(said(report))
    await world.drain()
    expect(await memos(world)).toContain('what was outside')
    isNamed = true
    await world.append(said({ ...report, revision: 1_700_000_100_000 }))
    await world.drain()
    expect(await memos(world)).not.toContain('what was outside')
  })

  it('is asked again until what it needs answers, and costs no message', async () => {
    let calls = 0
    world = await startWorld(() => [
      keeping(async () => {
        if (++calls < 3) throw dependencyDown('the folder')
        return []
      }),
    ])
    await world.append(said(report))
    await world.drain()
    expect(calls).toBe(3)
    expect(world.running.health().ready).toBe(true)
  })

  it('is asked again after a death before it could', async () => {
    let calls = 0
    world = await startWorld(() => [
      keeping(async () => {
        calls++
        return []
      }),
    ])
    const died = world.dieAt({ stage: 'keeper', point: 'stored' })
    await world.append(said(report))
    await died
    expect(calls).toBe(0)
    world = await world.restart()
    await world.drain()
    expect(calls).toBe(1)
  })
})
