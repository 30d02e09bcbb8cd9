// Reads and writes documents by id for `compareAndSet`. A version is the place of a write in one index, so what was read
// before a promotion or a reindex is in conflict after it. What is read or written at the same time, by anybody in the
// process, goes to the server in one request: each costs it a round trip, and each write a flush to its disk.

import { setTimeout as wait } from 'node:timers/promises'
import { type Collection, ThalaError } from '@thala/contracts'
import type { Backend, Put, Versioned } from '../compare-and-set.ts'
import { gather } from '../gather.ts'
import { BATCH, MAX_ID } from '../limits.ts'
import { waitMs } from './backoff.ts'
import { type BulkItem, type BulkResult, bulk } from './bulk.ts'
import type { Elastic } from './client.ts'
import { createIndex } from './indices.ts'
import { type AliasOf, writesTo } from './names.ts'
import { type Source, toIndexed, toStored } from './source.ts'

export interface Version {
  readonly index: string
  readonly seqNo: number
  readonly primaryTerm: number
}

/** Times that an index may be put in the place of another while one call reads. */
const MAX_READS = 5

interface Asked {
  readonly alias: string
  readonly id: string
}

interface Written {
  readonly alias: string
  readonly collection: Collection
  readonly item: BulkItem
  /** The document must not exist yet: so it may be the first of its collection. */
  readonly isNew: boolean
}

export function backendOf(elastic: Elastic, aliasOf: AliasOf): Backend<Version> {
  const find = gather((asked: readonly Asked[]) => read(elastic, asked), BATCH)
  const put = gather((written: readonly Written[]) => write(elastic, written), BATCH)
  return {
    read: async (collection, ids) => {
      const alias = aliasOf(collection)
      const known = ids.filter((id) => id !== '' && id.isWellFormed() && Buffer.byteLength(id) <= MAX_ID)
      const found = await Promise.all(known.map((id) => find({ alias, id })))
      return new Map(known.flatMap((id, i) => (found[i] ? [[id, found[i]]] : [])))
    },
    write: async (collection, puts) => {
      const alias = aliasOf(collection)
      const results = await Promise.all(
        puts.map((one) => put({ alias, collection, item: itemOf(alias, one), isNew: one.expected === null })),
      )
      return results.map((result) => (typeof result === 'object' ? result : result === 'stored'))
    },
  }
}

async function write(elastic: Elastic, written: readonly Written[]): Promise<readonly BulkResult[]> {
  const results = await bulk(
    elastic,
    written.map(({ item }) => item),
  )
  const orphans = written.filter(({ isNew }, i) => isNew && results[i] === 'missing')
  if (orphans.length === 0) return results
  const collections = new Map(orphans.map(({ alias, collection }) => [alias, collection]))
  await Promise.all([...collections].map(([alias, collection]) => createIndex(elastic, alias, collection)))
  const again = await bulk(
    elastic,
    orphans.map(({ item }) => item),
  )
  const second = new Map(orphans.map((one, i) => [one, again[i]]))
  return written.map((one, i) => second.get(one) ?? results[i] ?? 'conflict')
}

async function read(elastic: Elastic, asked: readonly Asked[]): Promise<readonly (Versioned<Version> | undefined)[]> {
  const wanted = asked.map(({ alias, id }) => ({ _index: alias, _id: id }))
  let replaced: string | undefined
  for (let attempt = 1; attempt <= MAX_READS; attempt++) {
    replaced = undefined
    const { docs } = await elastic.call((client) => client.mget<Source>({ docs: wanted }))
    const found = asked.map(({ alias }, i): Versioned<Version> | undefined => {
      const doc = docs[i]
      if (!doc) throw new Error(`a question for ${asked.length} documents was answered for ${docs.length}`)
      if ('error' in doc) {
        if (!isMissingAlias(doc.error, alias)) replaced = alias
        return undefined
      }
      if (!doc.found || !doc._source) return undefined
      const version = { index: doc._index, seqNo: doc._seq_no ?? 0, primaryTerm: doc._primary_term ?? 0 }
      return { version, stored: toStored(doc._source) }
    })
    if (replaced === undefined) return found
    // Also of an index that another process has made just now, until its shard has started.
    await wait(waitMs(attempt, null, Math.random()) ?? 0)
  }
  throw new ThalaError('dependency-down', `documents of ${replaced} cannot be read now: try again`)
}

/** Nothing was written yet; any other error is of an index that has just been replaced. */
const isMissingAlias = (error: { readonly type: string; readonly index?: unknown }, alias: string): boolean =>
  error.type === 'index_not_found_exception' && error.index === alias

function itemOf(alias: string, { expected, stored }: Put<Version>): BulkItem {
  const source = JSON.stringify(toIndexed(stored))
  if (!expected) return { action: JSON.stringify({ create: { _index: alias, _id: stored.id } }), source }
  const { index, seqNo, primaryTerm } = expected
  const target = { _index: writesTo(index), _id: stored.id, if_seq_no: seqNo, if_primary_term: primaryTerm }
  return { action: JSON.stringify({ index: target }), source }
}
