// Elasticsearch that fails as an overloaded cluster and a bad network do: what is stored, what is sent again, how often.

import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { type Body, documentOf, messageOf, numbered, range, vectorOf } from '../contract/opened.ts'
import type { Store, UpdateResult } from '../port.ts'
import { type FaultProxyOptions, startFaultProxy } from '../testing/fault-proxy.ts'
import { freshPrefix, removeIndices } from './harness.ts'
import { openElasticsearchStore } from './open.ts'

const { messages, checkpoints } = collections

const NO_FAULTS = { tooManyRequests: 0, unavailable: 0, lostAnswer: 0, partialBulk: 0 }
const DOCUMENTS = 500
const BATCH = 50
const isBad = (id: string) => Number(id.slice(1)) % 50 === 7
const REQUEST_TIMEOUT_MS = 2000

/** As a caller does that is told to try again. */
async function insist<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      expect(error).toMatchObject({ code: 'dependency-down' })
    }
  }
}

async function writeAll(store: Store): Promise<UpdateResult<Body>[]> {
  const results: UpdateResult<Body>[] = []
  for (let start = 0; start < DOCUMENTS; start += BATCH) {
    const ids = range(BATCH).map((n) => numbered(start + n))
    const evolve = (_: unknown, id: string) => messageOf(id, `db ${id}`, { vector: vectorOf({ [start % 384]: 1 }) })
    results.push(...(await insist(() => store.update<Body>(messages, ids, evolve))))
  }
  return results
}

describeWithServer('elasticsearch', 'the store on an Elasticsearch that fails', (target) => {
  const through = async (
    options: Partial<FaultProxyOptions>,
    run: (store: Store, proxy: Awaited<ReturnType<typeof startFaultProxy>>) => Promise<void>,
  ) => {
    const proxy = await startFaultProxy({ target, seed: 1, rates: NO_FAULTS, ...options })
    const settings = { url: proxy.url, indexPrefix: freshPrefix(), requestTimeoutMs: REQUEST_TIMEOUT_MS }
    const store = await insist(() => openElasticsearchStore(settings))
    try {
      await run(store, proxy)
    } finally {
      await store.close()
      await proxy.stop()
      await removeIndices(target, settings.indexPrefix)
    }
  }

  it.each([1, 2])(
    'stores all, refuses each bad document once, and sends only what failed again: seed %i',
    async (seed) => {
      let faultless = 0
      await through({ isBad }, async (store, proxy) => {
        await writeAll(store)
        faultless = proxy.counts().requests
      })
      const rates = { tooManyRequests: 0.3, unavailable: 0.1, lostAnswer: 0.05, partialBulk: 0.2 }
      await through({ rates, seed, isBad }, async (store, proxy) => {
        const results = await writeAll(store)
        const { requests, fates, items, refusals } = proxy.counts()
        const all = range(DOCUMENTS).map(numbered)
        expect(results.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(all.filter(isBad))
        const stored = await insist(() => store.get<Body>(messages, all))
        expect(all.filter((id) => stored.has(id) === isBad(id))).toEqual([])
        expect(items.needless).toBe(0)
        expect([...refusals].filter(([, times]) => times !== 1)).toEqual([])
        const planned = requests - fates.pass + fates.partial
        expect(planned).toBeGreaterThan(10)
        expect(requests).toBeLessThanOrEqual(1.5 * (faultless + planned))
      })
    },
  )

  it('waits as long as Retry-After says', async () => {
    const rates = { ...NO_FAULTS, tooManyRequests: 0.5 }
    await through({ rates, seed: 5, retryAfterSeconds: 1 }, async (store, proxy) => {
      const [before, since] = [proxy.counts().fates['too-many-requests'], performance.now()]
      for (const n of range(3)) await insist(() => store.update(checkpoints, [`c${n}`], (_, id) => documentOf(id)))
      const refused = proxy.counts().fates['too-many-requests'] - before
      expect(refused).toBeGreaterThan(0)
      expect(performance.now() - since).toBeGreaterThanOrEqual(refused * 990)
    })
  })

  it('makes a write whose answer was lost once', async () => {
    const rates = { ...NO_FAULTS, lostAnswer: 0.5 }
    const once = (current: { body: { n: number } } | undefined, id: string) =>
      current ? undefined : { ...documentOf(id), body: { n: 1 } }
    await through({ rates, seed: 3 }, async (store, proxy) => {
      for (const n of range(4)) await insist(() => store.update<{ n: number }>(checkpoints, [`c${n}`], once))
      const { cut, hang } = proxy.counts().fates
      expect(cut + hang).toBeGreaterThan(0)
      const found = await insist(() =>
        store.get<{ n: number }>(
          checkpoints,
          range(4).map((n) => `c${n}`),
        ),
      )
      expect([...found.values()].map(({ body }) => body.n)).toEqual(range(4).map(() => 1))
    })
  })

  it('counts as down when it goes on failing', async () => {
    await through({}, async (_, { url }) => {
      const dead = await startFaultProxy({ target: url, seed: 1, rates: { ...NO_FAULTS, unavailable: 1 } })
      const opening = openElasticsearchStore({ url: dead.url, indexPrefix: freshPrefix() })
      await expect(opening).rejects.toMatchObject({
        code: 'dependency-down',
        message: expect.stringContaining('ELASTICSEARCH_URL'),
      })
      expect(dead.counts().requests).toBeLessThan(10)
      await dead.stop()
    })
  })
})
