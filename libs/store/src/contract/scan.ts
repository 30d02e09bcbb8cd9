// Going through a collection page by page.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Page, ScanOptions, Store } from '../port.ts'
import { type Body, documentOf, messageOf, numbered, type OpenStore, put, range, using } from './opened.ts'

const { incidents, messages } = collections

/** Ids of each page. */
async function pages(store: Store, options: ScanOptions): Promise<string[][]> {
  const all: string[][] = []
  let after: string | null = null
  do {
    const page: Page<unknown> = await store.scan(incidents, { ...options, ...(after !== null && { after }) })
    all.push(page.documents.map(({ id }) => id))
    after = page.next
  } while (after !== null && all.length < 100)
  return all
}

const fill = async (store: Store) => {
  // Times come in threes, so that ids decide within each; every fifth document has no time.
  const all = range(25).map((n) => documentOf(numbered(n), {}, { index: n % 5 === 4 ? {} : { at: Math.floor(n / 3) } }))
  await put(store, incidents, ...[...all].reverse())
  await store.refresh()
}

/** New documents all over the place, and known ones written over without moving. */
async function disturb(store: Store, round: number): Promise<void> {
  const added = range(4).map((n) => {
    const place = (round * 5 + n * 7) % 26
    return documentOf(`${numbered(place)} ${round} ${n}`, {}, { index: { at: place / 3 } })
  })
  const known = range(25).filter((n) => n % 5 !== 4 && n % 3 === round % 3)
  const changed = known.map((n) => documentOf(numbered(n), { round }, { index: { at: Math.floor(n / 3) } }))
  await put(store, incidents, ...added, ...changed)
  await store.refresh()
}

const timed = range(25).filter((n) => n % 5 !== 4)

export function scanContract(open: OpenStore): void {
  describe('scan', () => {
    it('refuses an undeclared field, a limit out of bounds, a bound that is no number', () =>
      using(open, async (_, store) => {
        const bad = { code: 'bad-input' }
        await expect(store.scan(incidents, { by: 'text', limit: 5 })).rejects.toMatchObject(bad)
        for (const limit of [0, 1001, 2.5, Number.NaN])
          await expect(store.scan(incidents, { limit })).rejects.toMatchObject(bad)
        await expect(store.scan(incidents, { by: 'at', from: Number.NaN, limit: 5 })).rejects.toMatchObject(bad)
      }))

    it('refuses a cursor that is none, or that belongs to another scan', () =>
      using(open, async (_, store) => {
        await fill(store)
        const byId = (await store.scan(incidents, { limit: 2 })).next ?? ''
        const byTime = (await store.scan(incidents, { by: 'at', limit: 2 })).next ?? ''
        const bad = { code: 'bad-input' }
        await expect(store.scan(incidents, { limit: 2, after: 'not a cursor' })).rejects.toMatchObject(bad)
        await expect(store.scan(incidents, { limit: 2, after: '' })).rejects.toMatchObject(bad)
        await expect(store.scan(incidents, { limit: 2, after: byTime })).rejects.toMatchObject(bad)
        await expect(store.scan(incidents, { by: 'at', limit: 2, after: byId })).rejects.toMatchObject(bad)
      }))

    it('of an empty collection is one empty page', () =>
      using(open, async (_, store) => {
        expect(await store.scan(incidents, { limit: 10 })).toEqual({ documents: [], next: null })
        expect(await store.scan(incidents, { by: 'at', limit: 10 })).toEqual({ documents: [], next: null })
      }))

    it('goes by id, each document once, up and down', () =>
      using(open, async (_, store) => {
        await fill(store)
        const ids = range(25).map(numbered)
        const up = await pages(store, { limit: 10 })
        expect(up.map((page) => page.length)).toEqual([10, 10, 5])
        expect(up.flat()).toEqual(ids)
        expect((await pages(store, { limit: 7, descending: true })).flat()).toEqual([...ids].reverse())
      }))

    it('says that the last page is the last, also when it is full', () =>
      using(open, async (_, store) => {
        await fill(store)
        expect((await pages(store, { limit: 25 })).map((page) => page.length)).toEqual([25])
        expect((await pages(store, { limit: 5 })).map((page) => page.length)).toEqual([5, 5, 5, 5, 5])
      }))

    it('goes by a field, then id, past equal values, without documents that lack it', () =>
      using(open, async (_, store) => {
        await fill(store)
        const ids = timed.map(numbered)
        for (const limit of [1, 2, 3, 7]) {
          expect((await pages(store, { by: 'at', limit })).flat()).toEqual(ids)
          expect((await pages(store, { by: 'at', limit, descending: true })).flat()).toEqual([...ids].reverse())
        }
      }))

    it('keeps to a range, both ends included', () =>
      using(open, async (_, store) => {
        await fill(store)
        const within = timed.filter((n) => n >= 6 && n < 12).map(numbered)
        expect((await pages(store, { by: 'at', from: 2, to: 3, limit: 2 })).flat()).toEqual(within)
        expect((await pages(store, { by: 'at', from: 2, to: 3, limit: 2, descending: true })).flat()).toEqual(
          [...within].reverse(),
        )
        expect((await pages(store, { by: 'at', from: 3, to: 2, limit: 2 })).flat()).toEqual([])
        expect((await pages(store, { from: numbered(3), to: numbered(5), limit: 2 })).flat()).toEqual(
          [3, 4, 5].map(numbered),
        )
        expect((await pages(store, { by: 'at', from: 7, limit: 2 })).flat()).toEqual([21, 22, 23].map(numbered))
        expect((await pages(store, { by: 'at', to: 0, limit: 2 })).flat()).toEqual([0, 1, 2].map(numbered))
      }))

    it('orders numbers as numbers: 9 before 10, and below zero first', () =>
      using(open, async (_, store) => {
        const times = [10, 9, -1, 0.5, 1700000000000]
        await put(store, incidents, ...times.map((at) => documentOf(`at ${at}`, {}, { index: { at } })))
        await store.refresh()
        expect((await pages(store, { by: 'at', limit: 2 })).flat()).toEqual(
          [-1, 0.5, 9, 10, 1700000000000].map((at) => `at ${at}`),
        )
      }))

    it.each<[string, Pick<ScanOptions, 'by' | 'descending'>]>([
      ['by id', {}],
      ['by a field', { by: 'at' }],
      ['by a field, down', { by: 'at', descending: true }],
    ])('sees what was there and stays where it is once, whatever is written between pages: %s', (_, options) =>
      using(open, async (_, store) => {
        await fill(store)
        const there = options.by === undefined ? range(25) : timed
        const seen: string[] = []
        let after: string | undefined
        for (let round = 0; ; round++) {
          const page: Page<Body> = await store.scan(incidents, {
            ...options,
            limit: 3,
            ...(after !== undefined && { after }),
          })
          seen.push(...page.documents.map(({ id }) => id))
          if (page.next === null) break
          after = page.next
          await disturb(store, round)
        }
        for (const n of there) expect(seen.filter((id) => id === numbered(n))).toHaveLength(1)
        expect(new Set(seen).size).toBe(seen.length)
      }),
    )

    it('gives whole documents, with what search knows of them', () =>
      using(open, async (_, store) => {
        const document = messageOf('m1', 'db down')
        await put(store, messages, document)
        await store.refresh()
        expect((await store.scan<Body>(messages, { limit: 1 })).documents).toEqual([document])
      }))
  })
}
