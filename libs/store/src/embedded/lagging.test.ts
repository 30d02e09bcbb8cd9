// The embedded store lags on purpose, as a distributed store does: what stands on it must not take search for immediate.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { fieldContract } from '../contract/fields.ts'
import { guardContract } from '../contract/guards.ts'
import { namespaceContract } from '../contract/namespaces.ts'
import { documentOf, messageOf, put, using, vectorOf } from '../contract/opened.ts'
import { rankingContract } from '../contract/ranking.ts'
import { scanContract } from '../contract/scan.ts'
import { searchContract } from '../contract/search.ts'
import type { StoreFaults } from '../faults.ts'
import type { Store } from '../port.ts'
import { openFresh } from './harness.ts'

const { messages } = collections
const lagging =
  (searchLagMs: number) =>
  (faults: StoreFaults = {}) =>
    openFresh({ searchLagMs, faults })
const untilRefresh = lagging(Number.POSITIVE_INFINITY)

const vector = vectorOf({ 0: 1 })
const message = (id: string, words: string) => ({
  ...messageOf(id, words, { vector }),
  index: { threadId: 't', at: 1 },
})

/** What each of the eventual questions finds. */
async function seen(store: Store): Promise<Record<string, string[]>> {
  const byWords = await store.search(messages, { terms: ['db'], conversations: ['c1'], k: 9 })
  const byMeaning = await store.search(messages, { terms: [], vector, conversations: ['c1'], k: 9 })
  return {
    words: byWords.map(({ document }) => document.id),
    meaning: byMeaning.map(({ document }) => document.id),
    found: (await store.findBy(messages, 'threadId', ['t'])).map(({ id }) => id),
    scanned: (await store.scan(messages, { limit: 9 })).documents.map(({ id }) => id),
    scannedByTime: (await store.scan(messages, { by: 'at', limit: 9 })).documents.map(({ id }) => id),
  }
}

const everywhere = (...ids: string[]) => ({ words: ids, meaning: ids, found: ids, scanned: ids, scannedByTime: ids })

describe('a store that lags until it is refreshed', () => {
  it('shows nothing to search, findBy and scan before the refresh, and all to get', () =>
    using(untilRefresh, async (_, store) => {
      await put(store, messages, message('m1', 'db down'))
      expect(await seen(store)).toEqual(everywhere())
      expect((await store.get(messages, ['m1'])).size).toBe(1)
      await store.refresh()
      expect(await seen(store)).toEqual(everywhere('m1'))
    }))

  it('goes on showing what has changed since, as it was', () =>
    using(untilRefresh, async (_, store) => {
      const before = message('m1', 'db down')
      await put(store, messages, before)
      await store.refresh()
      await put(store, messages, documentOf('m1', { deleted: true }))
      const [hit] = await store.search(messages, { terms: ['db'], conversations: ['c1'], k: 9 })
      expect(hit?.document).toEqual(before)
      expect((await store.get(messages, ['m1'])).get('m1')?.body).toEqual({ deleted: true })
      await store.refresh()
      expect(await seen(store)).toEqual({ ...everywhere(), scanned: ['m1'] })
    }))

  it('updates what is there, not what search shows', () =>
    using(untilRefresh, async (_, store) => {
      await put(store, messages, message('m1', 'db down'))
      const results = await store.update(messages, ['m1'], (current) => {
        expect(current?.body).toEqual({ text: 'db down' })
        return undefined
      })
      expect(results).toMatchObject([{ changed: false }])
    }))

  it('shows everything after it was compacted, which has to let go of the past', () =>
    using(untilRefresh, async (_, store) => {
      await put(store, messages, message('m1', 'db down'))
      await store.compact()
      expect(await seen(store)).toEqual(everywhere('m1'))
      await put(store, messages, message('m2', 'db up'))
      expect(await seen(store)).toEqual(everywhere('m1'))
    }))
})

describe('a store that may lag for less than no time', () => {
  it.each([0, Number.MIN_VALUE])('shows every write at once: lag %d', (searchLagMs) =>
    using(lagging(searchLagMs), async (_, store) => {
      for (const id of ['m1', 'm2', 'm3']) await put(store, messages, message(id, 'db'))
      expect(await seen(store)).toEqual(everywhere('m1', 'm2', 'm3'))
    }),
  )
})

describe('the contract, lagging until refreshed', () => {
  guardContract(untilRefresh)
  fieldContract(untilRefresh)
  scanContract(untilRefresh)
  searchContract(untilRefresh)
  rankingContract(untilRefresh)
  namespaceContract(untilRefresh)
})
