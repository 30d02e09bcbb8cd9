// In which order: what is expected of any ranking by words and meaning, without the numbers of one engine.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { numbered, type OpenStore, put, range, vectorOf } from './opened.ts'
import { type InRoom, rooms } from './room.ts'

const { messages } = collections

export function rankingContract(open: OpenStore): void {
  describe('ranking', () => {
    const inRoom = rooms(open)
    order(inRoom)
    scores(inRoom)
  })
}

function order(inRoom: InRoom): void {
  it('puts the document with more of the words first, and rare words before common ones', () =>
    inRoom(async ({ store, message, ranked }) => {
      const noise = range(50).map((n) => message(`noise ${n}`, `rollout started ${n}`))
      await put(
        store,
        messages,
        ...noise,
        message('both', 'rollout broke checkout'),
        message('rare', 'checkout slow now'),
      )
      expect((await ranked({ terms: ['rollout', 'checkout'] })).slice(0, 2)).toEqual(['both', 'rare'])
    }))

  it('goes by cosine for a vector alone, exactly, and tells it', () =>
    inRoom(async ({ store, message, hits, ranked }) => {
      const all = { same: { 0: 100 }, near: { 0: 100, 1: 50 }, far: { 0: 30, 1: 100 }, opposite: { 0: -100 } }
      await put(
        store,
        messages,
        ...Object.entries(all).map(([id, axes]) => message(id, '', { vector: vectorOf(axes) })),
      )
      const query = { vector: vectorOf({ 0: 1 }), k: 3 }
      expect(await ranked(query)).toEqual(['same', 'near', 'far'])
      const [same, near, far] = await hits(query)
      expect(same?.cosine).toBeCloseTo(1, 5)
      expect(near?.cosine).toBeCloseTo(100 / Math.hypot(100, 50), 5)
      expect(far?.cosine).toBeCloseTo(30 / Math.hypot(30, 100), 5)
    }))

  it('puts what matches by words and by meaning before what matches by one of them', () =>
    inRoom(async ({ store, message, ranked }) => {
      await put(
        store,
        messages,
        message('meaning', 'nothing here', { vector: vectorOf({ 0: 100 }) }),
        message('words', 'payments here', { vector: vectorOf({ 9: 100 }) }),
        message('both', 'payments here', { vector: vectorOf({ 0: 100 }) }),
      )
      const found = await ranked({ terms: ['payments'], vector: vectorOf({ 0: 1 }) })
      expect(found[0]).toBe('both')
      expect([...found].sort()).toEqual(['both', 'meaning', 'words'])
    }))

  it.each([1, 5, 1000])('gives k of more, and all of fewer: k = %i', (k) =>
    inRoom(async ({ store, message, hits }) => {
      const vector = vectorOf({ 0: 1 })
      await put(store, messages, ...range(300).map((n) => message(numbered(n), 'db', { vector })))
      for (const query of [{ terms: ['db'], vector }, { terms: ['db'] }, { vector }])
        expect((await hits({ ...query, k })).length).toBe(Math.min(k, 300))
    }),
  )
}

function scores(inRoom: InRoom): void {
  it('finds by words what has no vector, and tells no cosine for it, nor for a query without one', () =>
    inRoom(async ({ store, message, hits }) => {
      const vector = vectorOf({ 0: 1 })
      await put(store, messages, message('bare', 'payments'), message('full', 'payments', { vector }))
      const cosines = async (query: Parameters<typeof hits>[0]) => (await hits(query)).map(({ cosine }) => cosine)
      const [full, bare] = await cosines({ terms: ['payments'], vector })
      expect(full).toBeCloseTo(1, 5)
      expect(bare).toBeNull()
      expect(await cosines({ terms: ['payments'] })).toEqual([null, null])
    }))

  it('tells the cosine of what was found by words alone, however far its meaning is', () =>
    inRoom(async ({ store, message, hits }) => {
      const near = range(250).map((n) => message(numbered(n), 'other', { vector: vectorOf({ 0: 100, 1: n % 50 }) }))
      await put(store, messages, ...near, message('found', 'payments', { vector: vectorOf({ 0: -100 }) }))
      const found = await hits({ terms: ['payments'], vector: vectorOf({ 0: 1 }), k: 300 })
      expect(found.find(({ document }) => document.id.endsWith('found'))?.cosine).toBeCloseTo(-1, 5)
    }))

  it('scores from 0 to 1, falling, with equals in order of id', () =>
    inRoom(async ({ store, message, hits, ranked }) => {
      const vector = vectorOf({ 0: 100 })
      const equals = range(30).map((n) => message(numbered(29 - n), 'payments down', { vector }))
      await put(store, messages, ...equals, message('best', 'payments', { vector }))
      const query = { terms: ['payments'], vector: vectorOf({ 0: 1 }), k: 20 }
      expect(await ranked(query)).toEqual(['best', ...range(19).map(numbered)])
      const all = (await hits(query)).map(({ score }) => score)
      expect(all).toEqual([...all].sort((a, b) => b - a))
      expect(all.every((score) => score >= 0 && score <= 1)).toBe(true)
    }))
}
