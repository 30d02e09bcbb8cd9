// Reading what was written: by the same client, by another one, after a restart.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import {
  type Body,
  documentOf,
  messageOf,
  numbered,
  type OpenStore,
  put,
  range,
  sharing,
  using,
  vectorOf,
} from './opened.ts'

const { messages, checkpoints } = collections

export function writeContract(open: OpenStore): void {
  describe('get and update', () => {
    const shared = sharing(open)

    it('finds nothing for no ids, and nothing under an id that nobody wrote', () =>
      shared(async ({ store }) => {
        expect(await store.get(messages, [])).toEqual(new Map())
        expect(await store.get(messages, ['no', '', '\ud800', "'; DROP TABLE x"])).toEqual(new Map())
      }))

    it('refuses ids that repeat within one update, before anything is written', () =>
      shared(async ({ store }, own) => {
        const update = store.update(messages, [own('a'), own('b'), own('a')], (_, id) => documentOf(id))
        await expect(update).rejects.toMatchObject({ code: 'bad-input' })
        expect((await store.get(messages, [own('a'), own('b')])).size).toBe(0)
      }))

    it('passes on what evolve throws, and writes none of the batch', () =>
      shared(async ({ store }, own) => {
        const update = store.update(messages, [own('a'), own('b')], (_, id) => {
          if (id === own('b')) throw new Error('a bug in evolve')
          return documentOf(id)
        })
        await expect(update).rejects.toThrow('a bug in evolve')
        expect((await store.get(messages, [own('a')])).size).toBe(0)
      }))

    it('does nothing for no ids', () =>
      shared(async ({ store }) => {
        expect(await store.update(messages, [], () => documentOf('a'))).toEqual([])
      }))

    it('gives a document back whole: body, index, terms, conversation and vector', () =>
      shared(async ({ store }, own) => {
        const document = documentOf(
          own('slack:T1:C1:1700000000.000100'),
          { text: 'Grüße, 世界 🚒 "quoted" \\ \u0000 end', nested: { list: [1, 2.5, -0.1, null, true] }, empty: {} },
          {
            index: { conversationId: 'c1', legacyId: ['a', 'b'], at: 1700000000000 },
            search: { conversationId: 'c1', terms: ['db', 'down', 'db'], vector: vectorOf({ 0: 127, 383: -128 }) },
          },
        )
        const [result] = await put(store, messages, document)
        expect(result).toEqual({ id: document.id, ok: true, changed: true, document })
        expect(await store.get(messages, [document.id])).toEqual(new Map([[document.id, document]]))
      }))

    it('keeps names of Object.prototype in a body as ordinary keys', () =>
      shared(async ({ store }, own) => {
        const body: Body = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')
        await put(store, checkpoints, documentOf(own('a'), body))
        expect(JSON.stringify((await store.get(checkpoints, [own('a')])).get(own('a'))?.body)).toBe(
          JSON.stringify(body),
        )
      }))

    it('shows a write to get at once, to this client and to another one', () =>
      shared(async ({ store, another }, own) => {
        const other = await another()
        await put(store, messages, messageOf(own('a'), 'db down'))
        expect((await store.get(messages, [own('a')])).size).toBe(1)
        expect((await other.get(messages, [own('a')])).size).toBe(1)
      }))

    it('hands evolve what is stored, and nothing for a new document', () =>
      shared(async ({ store }, own) => {
        await put(store, checkpoints, documentOf(own('old'), { n: 1 }))
        const seen: unknown[] = []
        await store.update(checkpoints, [own('new'), own('old')], (current, id) => {
          seen.push([id, current?.body])
          return undefined
        })
        expect(seen).toEqual([
          [own('new'), undefined],
          [own('old'), { n: 1 }],
        ])
      }))

    it('calls a document unchanged when evolve leaves it, or makes an equal one with its keys in another order', () =>
      shared(async ({ store }, own) => {
        const first = documentOf(own('a'), { x: 1, y: [1, { b: 2, c: 3 }] })
        await put(store, checkpoints, first)
        const equal = await store.update(checkpoints, [own('a')], () =>
          documentOf(own('a'), { y: [1, { c: 3, b: 2 }], x: 1 }),
        )
        const left = await store.update(checkpoints, [own('a'), own('none')], () => undefined)
        expect(equal).toEqual([{ id: own('a'), ok: true, changed: false, document: first }])
        expect(left).toEqual([
          { id: own('a'), ok: true, changed: false, document: first },
          { id: own('none'), ok: true, changed: false, document: undefined },
        ])
      }))

    it.each([
      ['the body', { body: { text: 'other' } }],
      ['a field', { index: { at: 2 } }],
      ['the conversation', { search: { conversationId: 'c2', terms: ['db'], vector: vectorOf({ 0: 1 }) } }],
      ['the terms', { search: { conversationId: 'c1', terms: ['db', 'db'], vector: vectorOf({ 0: 1 }) } }],
      ['the vector', { search: { conversationId: 'c1', terms: ['db'], vector: vectorOf({ 0: 2 }) } }],
      ['the vector, gone', { search: { conversationId: 'c1', terms: ['db'] } }],
    ])('calls a document changed when only %s differs, and stores that', (_, difference) =>
      shared(async ({ store }, own) => {
        const search = { conversationId: 'c1', terms: ['db'], vector: vectorOf({ 0: 1 }) }
        const before = documentOf(own('a'), { text: 'db' }, { index: { at: 1 }, search })
        await put(store, messages, before)
        const after = { ...before, ...difference }
        expect(await put(store, messages, after)).toMatchObject([{ changed: true }])
        expect((await store.get(messages, [own('a')])).get(own('a'))).toEqual(after)
      }),
    )

    it('answers in the order of the ids, also for more than it takes at once', () =>
      shared(async ({ store }, own) => {
        const ids = range(1203).map((n) => own(numbered((n * 7) % 1203)))
        const results = await store.update<Body>(checkpoints, ids, (_, id) => documentOf(id, { id }))
        expect(results.map(({ id }) => id)).toEqual(ids)
        const found = await store.get<Body>(checkpoints, ids)
        expect(ids.filter((id) => found.get(id)?.body.id !== id)).toEqual([])
      }))

    it('takes the values of a field as a set: their order and repeats make no difference', () =>
      shared(async ({ store }, own) => {
        const withIds = (...legacyId: string[]) => documentOf(own('a'), {}, { index: { legacyId } })
        await put(store, messages, withIds('y', 'x'))
        expect(await put(store, messages, withIds('x', 'y', 'x'))).toMatchObject([{ changed: false }])
        expect(await put(store, messages, withIds('x'))).toMatchObject([{ changed: true }])
      }))

    it('keeps collections apart', () =>
      shared(async ({ store }, own) => {
        await put(store, checkpoints, documentOf(own('a'), { kind: 'checkpoint' }))
        await put(store, messages, documentOf(own('a'), { kind: 'message' }))
        expect((await store.get(checkpoints, [own('a')])).get(own('a'))?.body).toEqual({ kind: 'checkpoint' })
      }))

    it('has every acknowledged write after a restart, and goes on from it', () =>
      using(open, async (opened, store) => {
        await put(store, messages, messageOf('a', 'db down', { vector: vectorOf({ 0: 1 }) }))
        const again = await opened.restart()
        await put(again, messages, messageOf('b', 'db up', { vector: vectorOf({ 0: 1 }) }))
        await again.refresh()
        const hits = await again.search(messages, { terms: ['db'], conversations: ['c1'], k: 5 })
        expect(hits.map(({ document }) => document.id).sort()).toEqual(['a', 'b'])
      }))
  })
}
