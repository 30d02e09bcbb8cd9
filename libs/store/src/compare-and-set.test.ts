import { collections } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backend, compareAndSet, type Put, type Versioned } from './compare-and-set.ts'
import { documentOf, numbered, range } from './contract/opened.ts'
import type { Document } from './port.ts'

const { checkpoints } = collections

interface Count {
  readonly n: number
}

/** Documents in memory. `meddle` runs before each write, as another writer would. */
function memory(meddle: (documents: Map<string, Versioned<number>>) => void = () => undefined) {
  const documents = new Map<string, Versioned<number>>()
  const writes: (readonly Put<number>[])[] = []
  const backend: Backend<number> = {
    read: async (_, ids) =>
      new Map(ids.flatMap((id) => [documents.get(id) ?? []].flat().map((one) => [id, one] as const))),
    write: async (_, puts) => {
      meddle(documents)
      writes.push(puts)
      return puts.map(({ expected, stored }) => {
        const current = documents.get(stored.id)?.version ?? null
        if (current !== expected) return false
        documents.set(stored.id, { version: (current ?? 0) + 1, stored })
        return true
      })
    },
  }
  return { backend, documents, writes }
}

const increment = (current: Document<Count> | undefined, id: string): Document<Count> => ({
  id,
  body: { n: (current?.body.n ?? 0) + 1 },
  index: {},
})

const bump = (documents: Map<string, Versioned<number>>, id: string) => {
  const current = documents.get(id)
  const n = current ? JSON.parse(current.stored.body).n : 0
  const stored = { id, body: JSON.stringify({ n: n + 1 }), fields: '{}', search: null }
  documents.set(id, { version: (current?.version ?? 0) + 1, stored })
}

const bodyOf = (documents: Map<string, Versioned<number>>, id: string) => documents.get(id)?.stored.body

describe('compareAndSet', () => {
  it('writes a batch in one call, and more than 500 in batches', async () => {
    const { backend, writes } = memory()
    await compareAndSet(backend, {}, checkpoints, range(1203).map(numbered), increment)
    expect(writes.map((puts) => puts.length)).toEqual([500, 500, 203])
  })

  it('tells of each document that the backend refuses, and keeps the others', async () => {
    const { backend } = memory()
    const picky: Backend<number> = {
      ...backend,
      write: async (collection, puts) => {
        const good = await backend.write(
          collection,
          puts.filter(({ stored }) => stored.id !== 'bad'),
        )
        return puts.map(({ stored }, i) =>
          stored.id === 'bad' ? { refused: 'too odd' } : (good[i > 1 ? 1 : i] ?? false),
        )
      },
    }
    const results = await compareAndSet(picky, {}, checkpoints, ['a', 'bad', 'b'], increment)
    expect(results).toMatchObject([{ ok: true }, { id: 'bad', ok: false, reason: 'too odd' }, { ok: true }])
  })

  it('writes only what changed, and nothing when nothing did', async () => {
    const { backend, writes } = memory()
    await compareAndSet<Count, number>(backend, {}, checkpoints, ['a'], increment)
    const once = (current: Document<Count> | undefined, id: string) => current ?? increment(current, id)
    await compareAndSet(backend, {}, checkpoints, ['a', 'b'], once)
    await compareAndSet(backend, {}, checkpoints, ['a', 'b'], once)
    expect(writes.map((puts) => puts.map(({ stored }) => stored.id))).toEqual([['a'], ['b']])
  })

  it('leaves the document that a slower writer made when evolve then finds nothing to change', async () => {
    let meddled = false
    const { backend, documents } = memory((all) => {
      if (!meddled) bump(all, 'a')
      meddled = true
    })
    const once = (current: Document<Count> | undefined, id: string) => current ?? increment(current, id)
    const results = await compareAndSet(backend, {}, checkpoints, ['a'], once)
    expect(results).toMatchObject([{ ok: true, changed: false, document: { body: { n: 1 } } }])
    expect(documents.get('a')?.version).toBe(1)
  })

  it('is not misled by an evolve that changes what it was given', async () => {
    const { backend, documents } = memory()
    await compareAndSet(backend, {}, checkpoints, ['a'], () => documentOf('a', { list: [1] }))
    await compareAndSet<{ list: number[] }, number>(backend, {}, checkpoints, ['a'], (current) => {
      current?.body.list.push(2)
      return current
    })
    expect(bodyOf(documents, 'a')).toBe('{"list":[1,2]}')
  })

  it('counts every write of every writer, or says that it gave up', async () => {
    // How often another writer meddles before each of our writes.
    const meddling = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 10, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(meddling, async (times) => {
        let others = 0
        let write = 0
        const { backend, documents } = memory((all) => {
          for (const _ of range(times[write++] ?? 0)) {
            others += 1
            bump(all, 'a')
          }
        })
        let ours = 0
        for (const _ of range(2)) {
          const result = compareAndSet(backend, {}, checkpoints, ['a'], increment)
          await result.then(
            () => ours++,
            (error: unknown) => expect(error).toMatchObject({ code: 'dependency-down' }),
          )
        }
        expect(JSON.parse(bodyOf(documents, 'a') ?? '{"n":0}').n).toBe(ours + others)
      }),
    )
  })

  it('calls a document that is refused by its own id, in its own place', async () => {
    const { backend, writes } = memory()
    const results = await compareAndSet(backend, {}, checkpoints, ['a', 'b', 'c'], (_, id) =>
      documentOf(id, { n: id === 'b' ? Number.NaN : 1 }),
    )
    expect(results.map(({ id, ok }) => [id, ok])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ])
    expect(writes.length).toBe(1)
  })
})
