// Namespaces: a second store beside the first, which may take its place in one step while everybody goes on reading.

import { type Collection, collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Document, Store } from '../port.ts'
import { type Body, documentOf, messageOf, numbered, type OpenStore, put, range, sharing, using } from './opened.ts'

const { messages, incidents, checkpoints } = collections

const DOCUMENTS = 30

/** Messages that tell of which generation they are by every means of asking. */
const generation = (name: string): Document<Body>[] =>
  range(DOCUMENTS).map((n) => ({
    ...messageOf(numbered(n), `db ${name}`, { conversationId: name }),
    index: { threadId: 'thread', at: n },
  }))

const textsOf = (documents: Iterable<Document<Body>>): unknown[] => [...documents].map(({ body }) => body.text)

/** What each way of reading answers: the texts of all messages. */
const questions: Readonly<Record<string, (store: Store) => Promise<unknown[]>>> = {
  get: async (store) => textsOf((await store.get<Body>(messages, range(DOCUMENTS).map(numbered))).values()),
  findBy: async (store) => textsOf(await store.findBy<Body>(messages, 'threadId', ['thread'])),
  scan: async (store) => textsOf((await store.scan<Body>(messages, { limit: 100 })).documents),
  'scan by a field': async (store) => textsOf((await store.scan<Body>(messages, { by: 'at', limit: 100 })).documents),
  search: async (store) => {
    const query = { terms: ['db'], conversations: ['old', 'new'], k: 100 }
    return textsOf((await store.search<Body>(messages, query)).map(({ document }) => document))
  },
}

async function answers(store: Store): Promise<Record<string, unknown[]>> {
  await store.refresh()
  const entries = Object.entries(questions).map(async ([name, ask]) => [name, await ask(store)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

const everywhere = (text: string | null) =>
  Object.fromEntries(
    Object.keys(questions).map((name) => [name, text === null ? [] : range(DOCUMENTS).map(() => text)]),
  )

export function namespaceContract(open: OpenStore): void {
  describe('a namespace', () => {
    apart(open)
    names(open)
  })
  describe('promotion', () => {
    promotions(open)
    readers(open)
  })
  describe('dropping a namespace', () => drops(open))
}

function apart(open: OpenStore): void {
  it('begins empty, and what is written on one side does not show on the other', () =>
    using(open, async (_, store) => {
      await put(store, messages, ...generation('old'))
      const space = await store.namespace('g1')
      expect(await answers(space)).toEqual(everywhere(null))
      await put(space, messages, ...generation('new'))
      expect(await answers(space)).toEqual(everywhere('db new'))
      expect(await answers(store)).toEqual(everywhere('db old'))
      expect(await answers(await store.namespace('g2'))).toEqual(everywhere(null))
    }))

  it('keeps to compare-and-set, also of two clients', () =>
    using(open, async (opened, store) => {
      const clients = [await store.namespace('g'), await (await opened.another()).namespace('g')]
      const increment = (current: Document<{ n: number }> | undefined, id: string): Document<{ n: number }> => ({
        id,
        body: { n: (current?.body.n ?? 0) + 1 },
        index: {},
      })
      for (const n of range(6)) await clients[n % 2]?.update(checkpoints, ['n'], increment)
      for (const client of clients) expect((await client.get(checkpoints, ['n'])).get('n')?.body).toEqual({ n: 6 })
      expect((await store.get(checkpoints, ['n'])).size).toBe(0)
    }))

  it('is there after a restart, and outlives its client', () =>
    using(open, async (opened, store) => {
      const space = await store.namespace('g1')
      await put(space, messages, ...generation('new'))
      await space.close()
      expect(await answers(store)).toEqual(everywhere(null))
      const again = await opened.restart()
      expect(await answers(await again.namespace('g1'))).toEqual(everywhere('db new'))
      expect(await answers(again)).toEqual(everywhere(null))
    }))
}

function names(open: OpenStore): void {
  const shared = sharing(open)

  it('is named by lower-case letters, digits and -, 64 at most', () =>
    shared(async ({ store }) => {
      const bad = { code: 'bad-input' }
      for (const name of ['', 'A', 'a.b', 'a_b', 'a/b', '*', '-a', 'ä', ' a', 'a'.repeat(65)]) {
        await expect(store.namespace(name), name).rejects.toMatchObject(bad)
        await expect(store.promote(name, [messages]), name).rejects.toMatchObject(bad)
        await expect(store.drop(name), name).rejects.toMatchObject(bad)
      }
      const longest = await store.namespace(`g-1${'a'.repeat(61)}`)
      await put(longest, checkpoints, documentOf('a'))
      expect((await longest.get(checkpoints, ['a'])).size).toBe(1)
    }))

  it('has no namespaces of its own', () =>
    shared(async ({ store }, own) => {
      const space = await store.namespace(own('g'))
      const bad = { code: 'bad-input' }
      await expect(space.namespace('h')).rejects.toMatchObject(bad)
      await expect(space.promote('h', [messages])).rejects.toMatchObject(bad)
      await expect(space.drop('h')).rejects.toMatchObject(bad)
    }))
}

const get = async (store: Store, collection: Collection, id: string) =>
  (await store.get<Body>(collection, [id])).get(id)?.body

function promotions(open: OpenStore): void {
  it('puts the namespace in the place of what stood there, for every client and after a restart', () =>
    using(open, async (opened, store) => {
      const other = await opened.another()
      await put(store, messages, ...generation('old'), messageOf('gone', 'db old', { conversationId: 'old' }))
      await answers(other)
      const space = await store.namespace('g')
      await put(space, messages, ...generation('new'))
      await store.promote('g', [messages])
      for (const client of [store, other]) expect(await answers(client)).toEqual(everywhere('db new'))
      expect(await get(store, messages, 'gone')).toBeUndefined()
      expect(await answers(space)).toEqual(everywhere(null))
      const again = await opened.restart()
      expect(await answers(again)).toEqual(everywhere('db new'))
      await put(again, messages, ...generation('newer'))
      expect(textsOf((await again.scan<Body>(messages, { limit: 100 })).documents).length).toBe(DOCUMENTS)
    }))

  it('replaces the given collections that the namespace wrote, and leaves every other alone', () =>
    using(open, async (_, store) => {
      const space = await store.namespace('g')
      for (const collection of [messages, incidents, checkpoints])
        await put(store, collection, documentOf('a', { is: 'old' }))
      for (const collection of [messages, checkpoints]) await put(space, collection, documentOf('a', { is: 'new' }))
      await store.promote('g', [messages, incidents])
      expect(await get(store, messages, 'a')).toEqual({ is: 'new' })
      expect(await get(store, incidents, 'a')).toEqual({ is: 'old' })
      expect(await get(store, checkpoints, 'a')).toEqual({ is: 'old' })
      expect(await get(space, checkpoints, 'a')).toEqual({ is: 'new' })
    }))

  it('changes nothing when it is done again, or when nobody ever wrote the namespace', () =>
    using(open, async (_, store) => {
      await put(await store.namespace('g'), messages, ...generation('new'))
      for (const _ of range(2)) await store.promote('g', [messages])
      await store.promote('unknown', Object.values(collections))
      expect(await answers(store)).toEqual(everywhere('db new'))
    }))

  it('can follow a promotion, with another namespace and with the same one', () =>
    using(open, async (_, store) => {
      for (const name of ['g1', 'g2', 'g1']) {
        await put(await store.namespace(name), messages, ...generation(name))
        await store.promote(name, [messages])
        expect(await questions.get?.(store)).toEqual(range(DOCUMENTS).map(() => `db ${name}`))
      }
    }))

  it('lets a write that read before it read again, so that nothing of the old comes back', () => {
    let promote = async (): Promise<void> => undefined
    return using(
      open,
      async (opened, store) => {
        await put(store, checkpoints, documentOf('a', { is: 'old' }), documentOf('b', { is: 'old' }))
        const other = await opened.another()
        await put(await other.namespace('g'), checkpoints, documentOf('a', { is: 'new' }))
        promote = () => other.promote('g', [checkpoints])
        const seen: unknown[] = []
        await store.update<Body>(checkpoints, ['a', 'b'], (current, id) => {
          seen.push(current?.body.is)
          return documentOf(id, { was: current?.body.is ?? null })
        })
        expect(seen).toEqual(['old', 'old', 'new', undefined])
        expect(await get(store, checkpoints, 'a')).toEqual({ was: 'new' })
        expect(await get(store, checkpoints, 'b')).toEqual({ was: null })
      },
      {
        beforeCommit: async (ids) => {
          if (ids.length !== 2 || !ids.includes('b')) return
          const once = promote
          promote = async () => undefined
          await once()
        },
      },
    )
  })
}

function readers(open: OpenStore): void {
  it('makes no query fail, and none sees half of it', () =>
    using(open, async (opened, store) => {
      await put(store, messages, ...generation('old'))
      await put(await store.namespace('g'), messages, ...generation('new'))
      await (await store.namespace('g')).refresh()
      const other = await opened.another()
      const mixed: unknown[] = []
      const done = new Set<string>()
      const whole = new Set(['db old', 'db new'].map((text) => JSON.stringify(range(DOCUMENTS).map(() => text))))
      const asking = [store, other].flatMap((client, n) =>
        Object.entries(questions).map(async ([name, ask]) => {
          await client.refresh()
          for (let last = false; !last; ) {
            last = done.has('promoted')
            if (last) await client.refresh()
            const answer = await ask(client)
            if (!whole.has(JSON.stringify(answer))) mixed.push({ [`${name} of client ${n}`]: answer })
          }
        }),
      )
      await store.promote('g', [messages])
      done.add('promoted')
      await Promise.all(asking)
      expect(mixed).toEqual([])
      for (const client of [store, other]) expect(await answers(client)).toEqual(everywhere('db new'))
    }))
}

function drops(open: OpenStore): void {
  it('forgets what it holds, and nothing else', () =>
    using(open, async (_, store) => {
      await put(store, messages, ...generation('old'))
      const [first, second] = [await store.namespace('g'), await store.namespace('g-1')]
      for (const space of [first, second]) {
        await put(space, messages, ...generation('new'))
        await put(space, checkpoints, documentOf('a'))
      }
      await store.drop('g')
      expect(await answers(first)).toEqual(everywhere(null))
      expect(await get(first, checkpoints, 'a')).toBeUndefined()
      expect(await answers(second)).toEqual(everywhere('db new'))
      expect(await answers(store)).toEqual(everywhere('db old'))
      await store.promote('g', [messages])
      expect(await answers(store)).toEqual(everywhere('db old'))
    }))

  it('can be done again, for a namespace that never was, and leaves its name free to begin anew', () =>
    using(open, async (_, store) => {
      await store.drop('never')
      await put(await store.namespace('g'), checkpoints, documentOf('a', { is: 'old' }))
      for (const _ of range(2)) await store.drop('g')
      const space = await store.namespace('g')
      await put(space, checkpoints, documentOf('b'))
      expect(await get(space, checkpoints, 'a')).toBeUndefined()
    }))
}
