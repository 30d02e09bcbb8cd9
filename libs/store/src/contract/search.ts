// Who finds what: the filter by conversation, what counts as a word, what happens when documents change.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { numbered, type OpenStore, put, range, vectorOf } from './opened.ts'
import { type InRoom, rooms } from './room.ts'

const { messages, incidents } = collections

export function searchContract(open: OpenStore): void {
  describe('search', () => {
    const inRoom = rooms(open)
    questions(inRoom)
    filters(inRoom)
    changes(inRoom)
    words(inRoom)
  })
}

function questions(inRoom: InRoom): void {
  it('refuses k out of bounds, a vector that is none, and a collection without search', () =>
    inRoom(async ({ store, hits }) => {
      const bad = { code: 'bad-input' }
      for (const k of [0, -1, 1001, 1.5, Number.NaN])
        await expect(hits({ terms: ['db'], k })).rejects.toMatchObject(bad)
      for (const vector of [new Int8Array(383).fill(1), new Int8Array(), vectorOf({})])
        await expect(hits({ vector })).rejects.toMatchObject(bad)
      const query = { terms: ['db'], conversations: ['c1'], k: 1 }
      await expect(store.search(incidents, query)).rejects.toMatchObject(bad)
    }))

  it('finds nothing where nothing is, and nothing without terms and without a vector', () =>
    inRoom(async ({ store, message, find }) => {
      expect(await find({ terms: ['db'], vector: vectorOf({ 0: 1 }) })).toEqual([])
      await put(store, messages, message('m1', 'db down'))
      expect(await find({})).toEqual([])
    }))

  it('shows a write after a refresh, to this client and to another one', () =>
    inRoom(async ({ store, another, message, find }) => {
      const other = await another()
      const vector = vectorOf({ 0: 1 })
      await put(store, messages, message('m1', 'db down', { vector }))
      for (const client of [store, other]) {
        expect(await find({ terms: ['db'] }, client)).toEqual(['m1'])
        expect(await find({ vector }, client)).toEqual(['m1'])
      }
      await put(other, messages, message('m2', 'db up', { vector }))
      expect(await find({ vector })).toEqual(['m1', 'm2'])
    }))

  it('gives whole documents', () =>
    inRoom(async ({ store, message, hits }) => {
      const document = message('m1', 'db down db', { vector: vectorOf({ 5: -128 }) })
      await put(store, messages, document)
      expect((await hits({ terms: ['db'] }))[0]?.document).toEqual(document)
    }))
}

function filters(inRoom: InRoom): void {
  it('finds nothing in an empty list of conversations, and nothing in one that does not exist', () =>
    inRoom(async ({ store, message, find }) => {
      const vector = vectorOf({ 0: 1 })
      await put(store, messages, message('m1', 'db down', { vector }))
      expect(await find({ terms: ['db'], vector, conversations: [] })).toEqual([])
      expect(await find({ terms: ['db'], vector, conversations: ['c2', '', 'C1', 'c'] })).toEqual([])
    }))

  it('gives k results although 99 % of what matches better is forbidden', () =>
    inRoom(async ({ store, message, find }) => {
      const documents = range(2000).map((n) => {
        // What is forbidden matches perfectly, what is allowed barely.
        if (n % 100 !== 0)
          return message(numbered(n), 'db db db', { conversation: `other ${n % 7}`, vector: vectorOf({ 0: 127 }) })
        const vector = vectorOf({ 0: 10, 1: 100, 2: n % 128 })
        return message(numbered(n), 'db and many other words that say nothing', { conversation: 'mine', vector })
      })
      await put(store, messages, ...documents)
      const mine = range(20).map((n) => numbered(n * 100))
      const query = { conversations: ['mine'], k: 20 }
      expect(await find({ ...query, terms: ['db'] })).toEqual(mine)
      expect(await find({ ...query, vector: vectorOf({ 0: 1 }) })).toEqual(mine)
      expect(await find({ ...query, terms: ['db'], vector: vectorOf({ 0: 1 }) })).toEqual(mine)
    }))

  it('counts nothing that may not be read: as many hits as there are readable documents, however large k is', () =>
    inRoom(async ({ store, message, hits }) => {
      const vector = vectorOf({ 0: 1 })
      const documents = range(60).map((n) => message(numbered(n), 'db', { conversation: `c${n % 3}`, vector }))
      await put(store, messages, ...documents)
      for (const query of [{ terms: ['db'] }, { vector }, { terms: ['db'], vector }])
        for (const conversations of [['c0'], ['c1', 'c2'], ['c1', 'nowhere'], ['nowhere']]) {
          const found = await hits({ ...query, conversations, k: 1000 })
          const readable = conversations.filter((name) => name !== 'nowhere').length * 20
          expect(found.length, `${conversations}`).toBe(readable)
        }
    }))

  it('scores what may be read as if nothing better were there', () =>
    inRoom(async ({ store, message, hits }) => {
      const forbidden = range(5).map((n) => message(`other ${n}`, 'wx wx wx', { conversation: 'other' }))
      await put(store, messages, message('mine', 'wx and more', { conversation: 'mine' }), ...forbidden)
      expect(await hits({ terms: ['wx'], conversations: ['mine'] })).toMatchObject([{ score: 1 }])
    }))

  it('takes thousands of conversations, and keeps to them', () =>
    inRoom(async ({ store, message, find }) => {
      const vector = vectorOf({ 0: 1 })
      const inConversation = (id: string, conversation: string) => message(id, 'db', { conversation, vector })
      await put(store, messages, inConversation('in', 'c39999'), inConversation('out', 'c40000'))
      const conversations = range(40_000).map((n) => `c${n}`)
      expect(await find({ terms: ['db'], vector, conversations })).toEqual(['in'])
    }))
}

function changes(inRoom: InRoom): void {
  it('finds a document in its present conversation only, after it moved', () =>
    inRoom(async ({ store, message, find }) => {
      const vector = vectorOf({ 0: 1 })
      const query = { terms: ['db'], vector }
      await put(store, messages, message('m1', 'db', { vector }))
      expect(await find(query)).toEqual(['m1'])
      await put(store, messages, message('m1', 'db', { vector, conversation: 'private' }))
      expect(await find(query)).toEqual([])
      expect(await find({ ...query, conversations: ['private'] })).toEqual(['m1'])
    }))

  it('finds by the present words and the present vector only, after they changed', () =>
    inRoom(async ({ store, message, find, hits }) => {
      await put(store, messages, message('m1', 'db down', { vector: vectorOf({ 0: 1 }) }))
      await put(store, messages, message('m1', 'cache down', { vector: vectorOf({ 1: 1 }) }))
      expect(await find({ terms: ['db'] })).toEqual([])
      expect(await find({ terms: ['cache'] })).toEqual(['m1'])
      expect((await hits({ terms: ['cache'], vector: vectorOf({ 0: 1 }) }))[0]?.cosine).toBeCloseTo(0)
      expect((await hits({ vector: vectorOf({ 1: 1 }) }))[0]?.cosine).toBeCloseTo(1)
    }))

  it('no longer finds a document without search fields, and finds it when it has them again', () =>
    inRoom(async ({ store, message, find }) => {
      const vector = vectorOf({ 0: 1 })
      const { search: _search, ...silent } = message('m1', 'db down', { vector })
      for (const round of [1, 2]) {
        await put(store, messages, message('m1', 'db down', { vector }))
        expect(await find({ terms: ['db'], vector }), `round ${round}`).toEqual(['m1'])
        await put(store, messages, silent)
        expect(await find({ terms: ['db'], vector }), `round ${round}`).toEqual([])
      }
    }))

  it('no longer finds by meaning a document whose vector was taken away', () =>
    inRoom(async ({ store, message, find }) => {
      const vector = vectorOf({ 0: 1 })
      await put(store, messages, message('m1', 'db', { vector }), message('m2', 'db', { vector }))
      expect(await find({ vector })).toEqual(['m1', 'm2'])
      await put(store, messages, message('m1', 'db'))
      expect(await find({ vector })).toEqual(['m2'])
      expect(await find({ terms: ['db'] })).toEqual(['m1', 'm2'])
    }))
}

function words(inRoom: InRoom): void {
  it('matches terms whole: nothing of their parts, prefixes or syntax', () =>
    inRoom(async ({ store, message, find }) => {
      const all = ['utf-8', 'a.b/c', 'x"y', 'ora-01555', 'größe', '世界', '🚒', 'not', 'near', 'c*', 'eacute\u0301']
      await put(store, messages, ...all.map((word, n) => message(`m${n}`, word)))
      for (const [n, word] of all.entries()) expect(await find({ terms: [word] })).toEqual([`m${n}`])
      const parts = ['8', 'utf', 'a', 'b', 'c', 'ora', 'grö', 'no', 'near(', '"', '*', '', ' ']
      expect(await find({ terms: parts })).toEqual([])
    }))

  it('leaves out a word of 40 kB, in documents and in queries, and finds by the others', () =>
    inRoom(async ({ store, message, find, hits }) => {
      const long = 'w'.repeat(40_000)
      await put(store, messages, message('m1', `db ${long} down`))
      expect(await find({ terms: ['down'] })).toEqual(['m1'])
      expect(await find({ terms: [long] })).toEqual([])
      expect(await find({ terms: [long, 'db'] })).toEqual(['m1'])
      expect((await hits({ terms: ['db'] }))[0]?.document.search?.terms[1]).toBe(long)
    }))

  it('indexes the first 2,000 terms of a document', () =>
    inRoom(async ({ store, message, find }) => {
      await put(
        store,
        messages,
        message(
          'm1',
          range(2100)
            .map((n) => `w${n}`)
            .join(' '),
        ),
      )
      expect(await find({ terms: ['w1999'] })).toEqual(['m1'])
      expect(await find({ terms: ['w2000'] })).toEqual([])
    }))

  it('looks for the first 64 distinct terms of a query', () =>
    inRoom(async ({ store, message, find }) => {
      await put(store, messages, message('m1', 'last'), message('m2', 'early'))
      const noise = range(63).flatMap((n) => [`n${n}`, `n${n}`])
      expect(await find({ terms: [...noise, 'early', 'last'] })).toEqual(['m2'])
    }))
}
