// A bad document is refused by itself: the others of its batch are stored, and the results say which is which.

import { type Collection, collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Document } from '../port.ts'
import { type Body, documentOf, type OpenStore, sharing, using, vectorOf } from './opened.ts'

const { messages, checkpoints } = collections

const searchable = (vector: Int8Array, conversationId = 'c1') => ({
  search: { conversationId, terms: ['db'], vector },
})

const circle: Record<string, unknown> = {}
circle.self = circle

/** What is wrong, and a document that is wrong in just that. */
const bad: readonly [string, Document<Body>][] = [
  ['an id over 512 bytes', documentOf('i'.repeat(513))],
  ['an id of 300 characters in 600 bytes', documentOf('é'.repeat(300))],
  ['an empty id', documentOf('')],
  ['half a surrogate pair in the id', documentOf('a\ud800')],
  ['a NUL in the id', documentOf('a\0b')],
  ['NaN in the body', documentOf('bad', { score: Number.NaN })],
  ['an infinite number in the body', documentOf('bad', { list: [1, { x: Number.POSITIVE_INFINITY }] })],
  ['a function in the body', documentOf('bad', { run: () => 1 })],
  ['a bigint in the body', documentOf('bad', { n: 1n })],
  ['a circle in the body', documentOf('bad', circle)],
  ['a body over 8 MiB', documentOf('bad', { text: 'x'.repeat(8 * 1024 * 1024) })],
  ['NaN in the index', documentOf('bad', {}, { index: { at: Number.NaN } })],
  ['NaN among the values of a field', documentOf('bad', {}, { index: { at: [1, Number.NaN] } })],
  ['a value over 1,024 bytes', documentOf('bad', {}, { index: { legacyId: 'v'.repeat(1025) } })],
  ['half a surrogate pair in a value', documentOf('bad', {}, { index: { legacyId: '\udc00' } })],
  ['a field that the collection does not declare', documentOf('bad', {}, { index: { colour: 'red' } })],
  ['a vector of the wrong length', documentOf('bad', {}, searchable(new Int8Array(383).fill(1)))],
  ['an empty vector', documentOf('bad', {}, searchable(new Int8Array()))],
  ['a vector of zeros, which points nowhere', documentOf('bad', {}, searchable(vectorOf({})))],
  ['an empty conversation id', documentOf('bad', {}, searchable(vectorOf({ 0: 1 }), ''))],
]

export function itemContract(open: OpenStore): void {
  describe('a document that cannot be stored', () => {
    const shared = sharing(open)

    it.each(bad)('is refused with a reason, and only it: %s', (_, document) =>
      shared(async ({ store }, own) => {
        const all = [documentOf(own('before')), document, documentOf(own('after'))]
        const byId = new Map(all.map((one) => [one.id, one]))
        const results = await store.update<Body>(messages, [...byId.keys()], (_, id) => byId.get(id))
        expect(results).toMatchObject([
          { id: own('before'), ok: true, changed: true },
          { id: document.id, ok: false, reason: expect.stringMatching(/.{10}/) },
          { id: own('after'), ok: true, changed: true },
        ])
        const stored = await store.get(messages, [...byId.keys()])
        expect([...stored.keys()].sort()).toEqual([own('after'), own('before')])
      }),
    )

    it('is one that is not called by its id', () =>
      shared(async ({ store }, own) => {
        const results = await store.update<Body>(messages, [own('a')], () => documentOf(own('b')))
        expect(results).toMatchObject([{ id: own('a'), ok: false }])
        expect((await store.get(messages, [own('a'), own('b')])).size).toBe(0)
      }))

    it('is one with search fields in a collection without search', () =>
      shared(async ({ store }, own) => {
        const document = documentOf(own('a'), {}, searchable(vectorOf({ 0: 1 })))
        expect(await store.update<Body>(checkpoints, [own('a')], () => document)).toMatchObject([{ ok: false }])
      }))

    it('leaves what was stored before as it was', () =>
      shared(async ({ store }, own) => {
        await store.update<Body>(messages, [own('a')], () => documentOf(own('a'), { n: 1 }))
        await store.update<Body>(messages, [own('a')], () => documentOf(own('a'), { n: Number.NaN }))
        expect((await store.get(messages, [own('a')])).get(own('a'))?.body).toEqual({ n: 1 })
      }))

    it('is mapped to its own result among many', async () => {
      const refused = new Set(['m3', 'm7', 'm8'])
      const faults = { refuse: (id: string) => (refused.has(id) ? `no ${id}` : undefined) }
      const ids = ['m9', 'm8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1']
      const test = async (collection: Collection) =>
        using(
          open,
          async (_, store) => {
            const results = await store.update<Body>(collection, ids, (_, id) => documentOf(id, { id }))
            expect(results.map((one) => (one.ok ? one.document?.body.id : one.reason))).toEqual(
              ids.map((id) => (refused.has(id) ? `no ${id}` : id)),
            )
            const stored = await store.get<Body>(collection, ids)
            expect([...stored.keys()].sort()).toEqual(ids.filter((id) => !refused.has(id)).sort())
          },
          faults,
        )
      await test(checkpoints)
      await test(messages)
    })
  })
}
