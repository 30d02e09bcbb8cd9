// The document store against bare node:sqlite: the same documents, words and vectors, without compare-and-set, threads or
// access filter; and a search that is one FTS5 query plus one scan over a typed array.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { collections } from '@thala/contracts'
import { openDatabase } from '@thala/sqlite'
import { type Document, openEmbeddedStore, type Store, storeModule } from '@thala/store'
import { compare, type Result } from './measure.ts'
import { conversations, DIMENSIONS, type Sample, samples, toDocument } from './samples.ts'
import { inScratch } from './scratch.ts'

const DOCUMENTS = 10_000
const BATCH = 500
const QUERIES = 100

export const benchStore = (): Promise<Result[]> =>
  inScratch(async (folder) => {
    const all = samples(DOCUMENTS)
    const database = await openDatabase({ file: join(folder, 'thala.db'), modules: [storeModule] })
    const store = await openEmbeddedStore(database)
    const raw = rawStore(join(folder, 'raw.db'))
    try {
      let round = 0
      const write = await compare(
        `store: write ${BATCH} documents at a time`,
        'documents',
        { name: 'thala', run: () => writeAll(store, all, ++round) },
        { name: 'node:sqlite, one transaction a batch', run: () => raw.write(all, round) },
        3,
      )
      await store.refresh()
      const search = await compare(
        'store: search 10,000 by words and vector',
        'queries',
        { name: 'thala', run: () => searchAll(store, all) },
        { name: 'FTS5 query + typed-array scan', run: () => raw.search(all) },
      )
      return [write, search]
    } finally {
      raw.close()
      await store.close()
      await database.close()
    }
  })

async function writeAll(store: Store, all: readonly Sample[], round: number): Promise<number> {
  for (let i = 0; i < all.length; i += BATCH) {
    const byId = new Map(all.slice(i, i + BATCH).map((one) => [one.id, one]))
    await store.update(collections.messages, [...byId.keys()], (_, id): Document | undefined => {
      const one = byId.get(id)
      return one && toDocument(one, round)
    })
  }
  return all.length
}

const queries = (all: readonly Sample[]) => all.filter((_, i) => i % (DOCUMENTS / QUERIES) === 0)

async function searchAll(store: Store, all: readonly Sample[]): Promise<number> {
  for (const { terms, vector } of queries(all))
    await store.search(collections.messages, { terms: terms.slice(0, 6), vector, conversations, k: 10 })
  return QUERIES
}

function rawStore(file: string) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
  db.exec('CREATE TABLE docs (id TEXT PRIMARY KEY, body TEXT, vector BLOB)')
  db.exec("CREATE VIRTUAL TABLE words USING fts5(terms, content='', contentless_delete=1, tokenize='ascii')")
  const put = db.prepare(
    'INSERT INTO docs VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body, vector = excluded.vector',
  )
  const rowid = db.prepare('SELECT rowid FROM docs WHERE id = ?')
  const drop = db.prepare('DELETE FROM words WHERE rowid = ?')
  const index = db.prepare('INSERT INTO words (rowid, terms) VALUES (?, ?)')
  const match = db.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 200')
  return {
    write: async (all: readonly Sample[], round: number) => {
      for (let i = 0; i < all.length; i += BATCH) {
        db.exec('BEGIN IMMEDIATE')
        for (const { id, terms, vector } of all.slice(i, i + BATCH)) {
          put.run(id, JSON.stringify({ text: terms.join(' '), round }), new Uint8Array(vector.buffer))
          const row = Number(rowid.get(id)?.rowid)
          drop.run(row)
          index.run(row, terms.join(' '))
        }
        db.exec('COMMIT')
      }
      return all.length
    },
    search: async (all: readonly Sample[]) => {
      for (const { terms, vector } of queries(all)) {
        match.all(terms.slice(0, 6).join(' OR '))
        const scores = all.map((one) => dot(one.vector, vector))
        scores.sort((a, b) => b - a)
      }
      return QUERIES
    },
    close: () => db.close(),
  }
}

function dot(a: Int8Array, b: Int8Array): number {
  let sum = 0
  for (let i = 0; i < DIMENSIONS; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
