// Reads and writes documents by id for `compareAndSet`. A version is the place of a write in one index, so what was read
// before a promotion or a reindex is in conflict after it.

import { setTimeout as wait } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts/errors'
import type { Backend, Put, Versioned } from '../compare-and-set.ts'
import { BATCH, MAX_ID } from '../limits.ts'
import { waitMs } from './backoff.ts'
import { type BulkItem, bulk } from './bulk.ts'
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

export function backendOf(elastic: Elastic, aliasOf: AliasOf): Backend<Version> {
  return {
    read: async (collection, ids) => {
      const known = ids.filter((id) => id !== '' && id.isWellFormed() && Buffer.byteLength(id) <= MAX_ID)
      const found = new Map<string, Versioned<Version>>()
      for (let start = 0; start < known.length; start += BATCH)
        for (const [id, one] of await read(elastic, aliasOf(collection), known.slice(start, start + BATCH)))
          found.set(id, one)
      return found
    },
    write: async (collection, puts) => {
      const alias = aliasOf(collection)
      const items = puts.map((put) => itemOf(alias, put))
      const results = await bulk(elastic, items)
      const orphans = [...results.keys()].filter((i) => results[i] === 'missing' && puts[i]?.expected === null)
      if (orphans.length > 0) {
        await createIndex(elastic, alias, collection)
        const again = await bulk(
          elastic,
          items.filter((_, i) => orphans.includes(i)),
        )
        for (const [n, i] of orphans.entries()) results[i] = again[n] ?? 'conflict'
      }
      return results.map((result) => (typeof result === 'object' ? result : result === 'stored'))
    },
  }
}

async function read(elastic: Elastic, alias: string, ids: string[]): Promise<Map<string, Versioned<Version>>> {
  for (let attempt = 1; attempt <= MAX_READS; attempt++) {
    const { docs } = await elastic.call((client) => client.mget<Source>({ index: alias, ids }))
    const found = new Map<string, Versioned<Version>>()
    let replaced = false
    for (const doc of docs) {
      if ('error' in doc) replaced ||= !isMissingAlias(doc.error, alias)
      else if (doc.found && doc._source) {
        const version = { index: doc._index, seqNo: doc._seq_no ?? 0, primaryTerm: doc._primary_term ?? 0 }
        found.set(doc._id, { version, stored: toStored(doc._source) })
      }
    }
    if (!replaced) return found
    // Also of an index that another process has made just now, until its shard has started.
    await wait(waitMs(attempt, null, Math.random()) ?? 0)
  }
  throw new ThalaError('dependency-down', `documents of ${alias} cannot be read now: try again`)
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
