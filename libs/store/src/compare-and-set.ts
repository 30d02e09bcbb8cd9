// The loop of every update: read, evolve, write what changed if nobody else has, read again what somebody else has.
// Promise: each item ends as stored, unchanged or refused, or the whole call throws; `evolve` saw what it replaced.

import { type Collection, ThalaError } from '@thala/contracts'
import type { StoreFaults } from './faults.ts'
import { BATCH, MAX_ROUNDS } from './limits.ts'
import type { Document, Evolve, UpdateResult } from './port.ts'
import { checkDistinct } from './query.ts'
import { decode, encode, type Stored, sameStored } from './stored.ts'

/** A stored document with what the adapter compares by (`V`: a version, a sequence number with a term …). */
export interface Versioned<V> {
  readonly version: V
  readonly stored: Stored
}

export interface Put<V> {
  /** Null: the document must not exist yet. */
  readonly expected: V | null
  readonly stored: Stored
}

export interface Backend<V> {
  /** Real time: shows every write that resolved. */
  read(collection: Collection, ids: readonly string[]): Promise<Map<string, Versioned<V>>>
  /** For each item, in order, whether it was stored. False: the document is no longer as expected. */
  write(collection: Collection, puts: readonly Put<V>[]): Promise<readonly (boolean | Refused)[]>
}

/** The document cannot be stored as it is; the others of the call were. */
export interface Refused {
  readonly refused: string
}

interface Change<T, V> {
  readonly put: Put<V>
  readonly document: Document<T>
}

export async function compareAndSet<T, V>(
  backend: Backend<V>,
  faults: StoreFaults,
  collection: Collection,
  ids: readonly string[],
  evolve: Evolve<T>,
): Promise<UpdateResult<T>[]> {
  checkDistinct(ids)
  const results: UpdateResult<T>[] = []
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = ids.slice(start, start + BATCH)
    results.push(...(await updateBatch(backend, faults, collection, batch, evolve)))
  }
  return results
}

async function updateBatch<T, V>(
  backend: Backend<V>,
  faults: StoreFaults,
  collection: Collection,
  ids: readonly string[],
  evolve: Evolve<T>,
): Promise<UpdateResult<T>[]> {
  const results = new Map<string, UpdateResult<T>>()
  let open = ids
  for (let round = 1; open.length > 0; round++) {
    if (round > MAX_ROUNDS)
      throw new ThalaError(
        'dependency-down',
        `${collection.name}: ${open.length} documents (${open[0]} …) were changed by others ${MAX_ROUNDS} times in a row: try again`,
      )
    const current = await backend.read(collection, open)
    const changes: Change<T, V>[] = []
    for (const id of open) {
      const outcome = evolveOne(collection, id, current.get(id), evolve, faults)
      if ('put' in outcome) changes.push(outcome)
      else results.set(id, outcome)
    }
    open = await writeChanges(backend, faults, collection, changes, round, results)
  }
  return ids.flatMap((id) => results.get(id) ?? [])
}

function evolveOne<T, V>(
  collection: Collection,
  id: string,
  current: Versioned<V> | undefined,
  evolve: Evolve<T>,
  faults: StoreFaults,
): UpdateResult<T> | Change<T, V> {
  const before = current && decode<T>(current.stored)
  const document = evolve(before, id)
  if (document === undefined) return { id, ok: true, changed: false, document: before }
  const refused = faults.refuse?.(id)
  if (refused !== undefined) return { id, ok: false, reason: refused }
  const encoded = encode(collection, id, document)
  if (!encoded.ok) return { id, ok: false, reason: encoded.reason }
  if (current && sameStored(current.stored, encoded.stored)) return { id, ok: true, changed: false, document }
  return { put: { expected: current?.version ?? null, stored: encoded.stored }, document }
}

/** Writes in one call, notes what was stored, and answers the ids for which another writer was faster. */
async function writeChanges<T, V>(
  backend: Backend<V>,
  faults: StoreFaults,
  collection: Collection,
  all: readonly Change<T, V>[],
  round: number,
  results: Map<string, UpdateResult<T>>,
): Promise<string[]> {
  if (all.length === 0) return []
  await faults.beforeCommit?.(all.map(({ document }) => document.id))
  const conflicts: string[] = []
  const changes: Change<T, V>[] = []
  for (const change of all) {
    if (faults.loseRace?.(change.document.id, round)) conflicts.push(change.document.id)
    else changes.push(change)
  }
  if (changes.length === 0) return conflicts
  const stored = await backend.write(
    collection,
    changes.map(({ put }) => put),
  )
  await faults.afterCommit?.(changes.map(({ document }) => document.id))
  for (const [i, { document }] of changes.entries()) {
    const { id } = document
    const outcome = stored[i]
    if (typeof outcome === 'object') results.set(id, { id, ok: false, reason: outcome.refused })
    else if (outcome) results.set(id, { id, ok: true, changed: true, document })
    else conflicts.push(id)
  }
  return conflicts
}
