// Two owners of one scope: whoever began later goes on, and what the earlier one still writes or publishes changes nothing.

import type { Batch, Bus, BusRecord, OutgoingRecord } from '@thala/bus'
import { collections, DEFAULT_SCOPE, type LinkInput, neutralFeatures, topics, writeRecord } from '@thala/contracts'
import { type FoldRow, fold } from '@thala/service'
import type { Store } from '@thala/store'
import { startWorld, type World } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foldPump } from './fold-pump.ts'
import { healthBoard } from './health.ts'
import { silentLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { Stage } from './stage.ts'
import { takeTurns } from './turns.ts'

let world: World
beforeEach(async () => {
  world = await startWorld(() => [])
})
afterEach(() => world.stop())

const opened: string[] = []
const counting = fold({
  name: 'counting',
  consumes: { linkInput: topics.linkInputs },
  produces: { notice: topics.incidents },
  collection: collections.links,
  unpublishedField: 'unpublished',
  scope: ({ value }) => value.scope,
  open: async (scope) => {
    opened.push(scope)
    return {
      prepare: async () => undefined,
      place: (batch) =>
        batch.map(
          ({ value }): FoldRow => ({
            id: value.messageId,
            body: value.revision,
            index: { unpublished: value.scope },
            cause: true,
          }),
        ),
    }
  },
  emit: () => [],
})

const input = (messageId: string, revision: number): LinkInput => ({
  v: 1,
  id: `${messageId}@${revision}`,
  scope: DEFAULT_SCOPE,
  messageId,
  conversationId: 'c',
  threadId: null,
  source: 'slack',
  at: 1,
  revision,
  deleted: false,
  audience: 'workspace',
  ...neutralFeatures,
})

function batchOf(claim: string, ...values: readonly LinkInput[]): Batch & { committed: number[] } {
  const committed: number[] = []
  const records = values.map(
    (value, offset): BusRecord => ({
      topic: topics.linkInputs.name,
      partition: 0,
      offset,
      appendedAt: 0,
      key: value.scope,
      value: writeRecord(topics.linkInputs, value),
      headers: {},
    }),
  )
  return {
    topic: topics.linkInputs.name,
    partition: 0,
    records,
    claim,
    committed,
    commit: async (offset) => void committed.push(offset),
    heartbeat: async () => undefined,
    signal: new AbortController().signal,
  }
}

/** A process of its own, as far as the fold can tell. */
function owner(at: Stage['at'] = async () => undefined) {
  const published: OutgoingRecord[] = []
  const bus: Bus = { ...world.bus, publish: async (records) => void published.push(...records) }
  const stage: Stage = {
    name: counting.name,
    group: 'thala-counting',
    generation: 'main',
    bus,
    store: world.store,
    env: {},
    config: {},
    deps: {},
    log: silentLog(),
    metrics: createMetrics(),
    health: healthBoard(),
    eraser: { erase: async () => undefined, stop: async () => undefined },
    suspects: takeTurns(),
    now: Date.now,
    retryDelaysMs: [],
    at,
  }
  return { pump: foldPump(counting, stage), published }
}

const stored = async (store: Store, id: string) => (await store.get(collections.links, [id])).get(id)?.body

describe('a fold', () => {
  it('keeps its memory under one claim, and opens the scope again under the next', async () => {
    const { pump } = owner()
    opened.length = 0
    await pump(batchOf('first', input('a', 1)))
    await pump(batchOf('first', input('b', 1)))
    expect(opened).toHaveLength(1)
    await pump(batchOf('second', input('c', 1)))
    expect(opened).toHaveLength(2)
  })

  it('that was replaced does not overwrite a row of the later owner', async () => {
    const [earlier, later] = [owner(), owner()]
    await earlier.pump(batchOf('1', input('a', 1)))
    await later.pump(batchOf('1', input('a', 2)))
    const late = batchOf('1', input('a', 3))
    await expect(earlier.pump(late)).rejects.toMatchObject({ code: 'zombie' })
    expect(late.committed).toEqual([])
    expect(await stored(world.store, 'a')).toMatchObject({ ownerEpoch: 2, row: 2 })
  })

  it('that was replaced writes no new row either', async () => {
    const [earlier, later] = [owner(), owner()]
    await earlier.pump(batchOf('1', input('a', 1)))
    await later.pump(batchOf('1', input('b', 1)))
    await expect(earlier.pump(batchOf('1', input('c', 1)))).rejects.toMatchObject({ code: 'zombie' })
    expect(await stored(world.store, 'c')).toBeUndefined()
  })

  it('that was replaced goes on as a later owner when the log gives it the partition again', async () => {
    const [earlier, later] = [owner(), owner()]
    await earlier.pump(batchOf('1', input('a', 1)))
    await later.pump(batchOf('1', input('a', 2)))
    await expect(earlier.pump(batchOf('1', input('a', 3)))).rejects.toThrow()
    const again = batchOf('2', input('a', 3))
    await earlier.pump(again)
    expect(again.committed).toEqual([1])
    expect(await stored(world.store, 'a')).toMatchObject({ ownerEpoch: 3, row: 3 })
  })
})
