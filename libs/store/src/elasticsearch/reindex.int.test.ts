// Reindexing while others write and ask, and after it was ended half-way.

import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { type Body, documentOf, messageOf, numbered, put, range, using, vectorOf } from '../contract/opened.ts'
import type { Document, Store } from '../port.ts'
import { scanAll } from '../scan-all.ts'
import { connect } from './client.ts'
import { indicesBehind, type OpenedElasticsearch, openFresh } from './harness.ts'
import { indexName, writesTo } from './names.ts'
import type { ReindexProgress } from './reindex.ts'

const { messages, incidents, checkpoints } = collections

const DOCUMENTS = 1500

const fill = async (store: Store) => {
  const all = range(DOCUMENTS).map((n) => ({
    ...messageOf(numbered(n), `db w${n}`, { vector: vectorOf({ [n % 384]: 100, [(n * 7) % 384]: 50 }) }),
    index: { at: n, threadId: `t${n % 10}` },
  }))
  await put(store, messages, ...all)
  await put(store, checkpoints, documentOf('c', { n: 1 }))
}

const everything = async (store: Store): Promise<Document<Body>[]> => {
  await store.refresh()
  return Array.fromAsync(scanAll<Body>(store, messages))
}

const increment = (current: Document<{ n: number }> | undefined, id: string): Document<{ n: number }> => ({
  id,
  body: { n: (current?.body.n ?? 0) + 1 },
  index: {},
})

describeWithServer('elasticsearch', 'reindexing', (url) => {
  const opening = (run: (opened: OpenedElasticsearch) => Promise<void>) => {
    let own: OpenedElasticsearch | undefined
    return using(
      async (faults) => {
        own = await openFresh(url, faults)
        return own
      },
      async () => own && run(own),
    )
  }

  it('leaves every document as it was, vectors and words too, behind another index', () =>
    opening(async ({ store, prefix }) => {
      await fill(store)
      const before = await everything(store)
      const old = await indicesBehind(url, prefix)
      const report = await store.reindex()
      expect(report).toMatchObject([
        { collection: 'messages', documents: DOCUMENTS },
        { collection: 'checkpoints', documents: 1 },
      ])
      const now = await indicesBehind(url, prefix)
      expect(now.size).toBe(2)
      expect([...now].filter((index) => old.has(index))).toEqual([])
      expect(await everything(store)).toEqual(before)
      const query = { terms: ['w77'], vector: vectorOf({ 5: 1 }), conversations: ['c1'], k: 1000 }
      const hits = await store.search(messages, query)
      expect(hits.length).toBe(1000)
      expect(await store.findBy(messages, 'threadId', ['t3'])).toHaveLength(DOCUMENTS / 10)
    }))

  it('loses no write and fails no query while it runs', () =>
    opening(async ({ store, another }) => {
      await fill(store)
      const writer = await another()
      const counted = new Map<string, number>()
      const phases = new Set<string>()
      const wrong: unknown[] = []
      const running = new Set(['reindex'])
      const writing = async (lane: number) => {
        for (let n = 0; running.size > 0; n++) {
          const id = `n${(n * 4 + lane) % 40}`
          try {
            await writer.update(incidents, [id], increment)
            counted.set(id, (counted.get(id) ?? 0) + 1)
          } catch (error) {
            expect(error).toMatchObject({ code: 'dependency-down' })
          }
        }
      }
      const asking = async () => {
        while (running.size > 0) {
          const query = { terms: ['db'], vector: vectorOf({ 0: 1 }), conversations: ['c1'], k: 200 }
          const hits = await store.search(messages, query)
          const found = await store.findBy(messages, 'threadId', ['t3'])
          const some = await store.get(messages, range(50).map(numbered))
          const page = await store.scan(messages, { by: 'at', limit: 300 })
          const counts = [hits.length, found.length, some.size, page.documents.length]
          if (`${counts}` !== `200,${DOCUMENTS / 10},50,300`) wrong.push(counts)
        }
      }
      const reindexing = async () => {
        const note = ({ collection, phase }: ReindexProgress) => phases.add(`${collection} ${phase}`)
        for (const _ of range(2)) await store.reindex({ onProgress: note })
        running.clear()
      }
      await put(writer, incidents, documentOf('first'))
      await store.refresh()
      await Promise.all([reindexing(), asking(), ...range(4).map(writing)])
      expect(wrong).toEqual([])
      expect([...phases]).toEqual(expect.arrayContaining(['messages copy', 'messages done', 'incidents done']))
      const stored = await store.get<{ n: number }>(incidents, [...counted.keys()])
      const lost = [...counted].filter(([id, n]) => stored.get(id)?.body.n !== n)
      expect(lost).toEqual([])
      expect(counted.size).toBeGreaterThan(10)
    }))

  it('can be begun again where it failed, and takes away what it left', () =>
    opening(async ({ store, prefix }) => {
      await fill(store)
      const before = await everything(store)
      const failing = store.reindex({
        onProgress: ({ documents }) => {
          if (documents >= 1000) throw new Error('killed')
        },
      })
      await expect(failing).rejects.toThrow('killed')
      await put(store, checkpoints, documentOf('d'))
      expect(await everything(store)).toEqual(before)
      await store.reindex()
      expect(await everything(store)).toEqual(before)
      expect((await indicesBehind(url, prefix)).size).toBe(2)
    }))

  it('goes on from a process that was killed while writers waited', () =>
    opening(async ({ store, prefix }) => {
      await fill(store)
      const elastic = connect({ url })
      const alias = `${prefix}messages`
      await elastic.call((client) => client.indices.addBlock({ index: alias, block: 'write' }))
      await elastic.call((client) =>
        client.indices.create({ index: indexName(alias, 2), aliases: { [writesTo(indexName(alias, 2))]: {} } }),
      )
      await elastic.close()
      await store.reindex()
      await put(store, messages, messageOf('after', 'db'))
      expect((await everything(store)).length).toBe(DOCUMENTS + 1)
    }))
})
