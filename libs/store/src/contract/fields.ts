// Looking documents up by a field.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Store } from '../port.ts'
import { documentOf, numbered, type OpenStore, put, range, sharing, using } from './opened.ts'

const { incidents, memos } = collections

const withMessages = (id: string, ...messageIds: string[]) => documentOf(id, { id }, { index: { messageIds } })

const find = async (store: Store, field: string, values: readonly (string | number | boolean)[]) => {
  await store.refresh()
  return (await store.findBy(incidents, field, values)).map(({ id }) => id)
}

export function fieldContract(open: OpenStore): void {
  describe('findBy', () => {
    const shared = sharing(open)

    it('refuses a field that the collection does not declare, and a limit out of bounds', () =>
      shared(async ({ store }) => {
        const bad = { code: 'bad-input' }
        await expect(store.findBy(incidents, 'text', ['x'])).rejects.toMatchObject(bad)
        await expect(store.findBy(incidents, 'constructor', ['x'])).rejects.toMatchObject(bad)
        await expect(store.findBy(incidents, 'at', [Number.NaN])).rejects.toMatchObject(bad)
        for (const limit of [0, -1, 1.5, Number.NaN, 10_001])
          await expect(store.findBy(incidents, 'at', [1], { limit })).rejects.toMatchObject(bad)
      }))

    it('finds nothing for no values, and nothing for values that no document has', () =>
      shared(async ({ store }, own) => {
        await put(store, incidents, withMessages(own('i1'), own('m1')))
        expect(await find(store, 'messageIds', [])).toEqual([])
        expect(await find(store, 'messageIds', ['m', 'm11', 'M1', ' m1'].map(own))).toEqual([])
      }))

    it('finds a document by each of its values, once however many match, in order of id', () =>
      shared(async ({ store }, own) => {
        await put(
          store,
          incidents,
          withMessages(own('i2'), ...['m1', 'm2', 'm2'].map(own)),
          withMessages(own('i1'), own('m2'), own('m3')),
        )
        expect(await find(store, 'messageIds', [own('m1')])).toEqual([own('i2')])
        expect(await find(store, 'messageIds', ['m3', 'm2', 'm1', 'm2'].map(own))).toEqual(['i1', 'i2'].map(own))
      }))

    it('gives whole documents', () =>
      shared(async ({ store }, own) => {
        const document = documentOf(
          own('i1'),
          { story: ['x'] },
          { index: { shortId: own('INC-A'), at: 7, live: true } },
        )
        await put(store, incidents, document)
        await store.refresh()
        expect(await store.findBy(incidents, 'shortId', [own('INC-A')])).toEqual([document])
      }))

    it('finds by numbers and by booleans', () =>
      using(open, async (_, store) => {
        const at = (id: string, time: number, live: boolean) => documentOf(id, {}, { index: { at: time, live } })
        await put(store, incidents, at('i1', 1, true), at('i2', 0, false), at('i3', 1700000000000.5, true))
        expect(await find(store, 'live', [true])).toEqual(['i1', 'i3'])
        expect(await find(store, 'live', [false])).toEqual(['i2'])
        expect(await find(store, 'at', [0, 1700000000000.5])).toEqual(['i2', 'i3'])
      }))

    it('no longer finds by a value that was taken away, and finds by one that was added', () =>
      shared(async ({ store }, own) => {
        await put(store, incidents, withMessages(own('i1'), own('m1'), own('m2')))
        await put(store, incidents, withMessages(own('i1'), own('m2'), own('m3')))
        expect(await find(store, 'messageIds', [own('m1')])).toEqual([])
        expect(await find(store, 'messageIds', [own('m2')])).toEqual([own('i1')])
        expect(await find(store, 'messageIds', [own('m3')])).toEqual([own('i1')])
        await put(store, incidents, documentOf(own('i1')))
        expect(await find(store, 'messageIds', ['m1', 'm2', 'm3'].map(own))).toEqual([])
      }))

    it('keeps fields and collections apart', () =>
      shared(async ({ store }, own) => {
        await put(store, incidents, documentOf(own('i1'), {}, { index: { shortId: own('x') } }))
        await put(store, memos, documentOf(own('memo'), {}, { index: { messageId: own('x') } }))
        expect(await find(store, 'alias', [own('x')])).toEqual([])
        expect(await find(store, 'shortId', [own('x')])).toEqual([own('i1')])
      }))

    it('gives at most the limit, the first by id, and 1,000 unless told', () =>
      using(open, async (_, store) => {
        const all = range(1100).map((n) => documentOf(numbered(n), {}, { index: { live: n % 2 === 0 } }))
        await put(store, incidents, ...all)
        await store.refresh()
        const idsOf = async (limit?: number) =>
          (await store.findBy(incidents, 'live', [true, false], limit === undefined ? {} : { limit })).map(
            ({ id }) => id,
          )
        expect(await idsOf(3)).toEqual([numbered(0), numbered(1), numbered(2)])
        expect((await idsOf()).length).toBe(1000)
        expect((await idsOf(2000)).length).toBe(1100)
      }))

    it('takes thousands of values at once', () =>
      shared(async ({ store }, own) => {
        await put(store, incidents, withMessages(own('i1'), own('m4999')), withMessages(own('i2'), own('m3')))
        expect(
          await find(
            store,
            'messageIds',
            range(5000).map((n) => own(`m${n}`)),
          ),
        ).toEqual(['i1', 'i2'].map(own))
      }))

    it('takes values that mean something to query languages as they are', () =>
      shared(async ({ store }, own) => {
        const values = ['a"b', "a'b", 'a*', '{"a":1}', 'a OR b', 'ä ö', '🚒', '\\']
        await put(store, incidents, ...values.map((value, n) => withMessages(own(`i${n}`), value)))
        for (const [n, value] of values.entries())
          expect(await find(store, 'messageIds', [value])).toEqual([own(`i${n}`)])
      }))
  })
}
