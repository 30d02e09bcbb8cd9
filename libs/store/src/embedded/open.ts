// The embedded store: one SQLite file beside the log, no server. Promise: that of the port, and that the main thread never
// waits for the disk.

import type { Collection } from '@thala/contracts'
import type { Database } from '@thala/sqlite'
import { type Backend, compareAndSet, type Put } from '../compare-and-set.ts'
import type { StoreFaults } from '../faults.ts'
import { BATCH } from '../limits.ts'
import type { Store } from '../port.ts'
import { checkFind, checkNamespace, checkScan, checkSearch, refuseNested } from '../query.ts'
import { decode } from '../stored.ts'
import { compactFile, discardRetired } from './compact.ts'
import type {
  FindArgs,
  FoundRow,
  GetArgs,
  PromoteArgs,
  PutArgs,
  Row,
  ScanAnswer,
  ScanArgs,
  SearchArgs,
} from './wire.ts'

/** Give this to `openDatabase`. */
export const storeModule = new URL('./module.ts', import.meta.url)

export interface EmbeddedStoreOptions {
  /**
   * Search, findBy and scan may answer as of up to this long ago, as a distributed store does; Infinity = as of the last
   * `refresh`. Default 0. Stores over one database share the state they lag at.
   */
  readonly searchLagMs?: number
  readonly faults?: StoreFaults
}

/** The database stays the caller's: `close` does not close it. */
export async function openEmbeddedStore(database: Database, options: EmbeddedStoreOptions = {}): Promise<Store> {
  const { searchLagMs: lagMs = 0, faults = {} } = options
  const refresh = (): Promise<void> => database.read('store.refresh', { lagMs })
  const compact = compactor(database, refresh)
  const documentsIn = (namespace: string) => documents(database, namespace, lagMs, faults)
  await refresh()
  return {
    ...documentsIn(''),
    refresh,
    compact,
    namespace: async (name) => {
      checkNamespace(name)
      const refused = { namespace: refuseNested, promote: refuseNested, drop: refuseNested }
      return { ...documentsIn(name), refresh, compact, ...refused, close: async () => undefined }
    },
    promote: async (name, collections) => {
      checkNamespace(name)
      const args: PromoteArgs = { name, collections: collections.map((collection) => collection.name) }
      await database.write('store.promote', args)
      await discardRetired(database)
    },
    drop: async (name) => {
      checkNamespace(name)
      await database.write('store.drop', { name })
      await discardRetired(database)
    },
    close: () => database.read('store.refresh', { lagMs: 0 }),
  }
}

type Documents = Pick<Store, 'kind' | 'get' | 'update' | 'findBy' | 'search' | 'scan'>

function documents(database: Database, namespace: string, lagMs: number, faults: StoreFaults): Documents {
  const backend = backendOf(database, namespace)
  return {
    kind: 'embedded',
    get: async (collection, ids) => {
      const found = await backend.read(collection, ids)
      return new Map([...found].map(([id, { stored }]) => [id, decode(stored)]))
    },
    update: (collection, ids, evolve) => compareAndSet(backend, faults, collection, ids, evolve),
    findBy: async (collection, field, values, limits) => {
      const checked = checkFind(collection, field, values, limits)
      const args: FindArgs = { namespace, collection: collection.name, ...checked, lagMs }
      return (await database.read<Row[]>('store.find', args)).map((row) => decode(row))
    },
    search: async (collection, asked) => {
      const query = checkSearch(collection, asked)
      if (!query) return []
      const args: SearchArgs = { namespace, collection: collection.name, query, lagMs }
      const found = await database.read<FoundRow[]>('store.search', args)
      return found.map(({ row, score, cosine }) => ({ document: decode(row), score, cosine }))
    },
    scan: async (collection, asked) => {
      checkScan(collection, asked)
      const args: ScanArgs = { namespace, collection: collection.name, options: asked, lagMs }
      const { rows, next } = await database.read<ScanAnswer>('store.scan', args)
      return { documents: rows.map((row) => decode(row)), next }
    },
  }
}

/** One run after the other: what is erased while one runs is for the next. */
function compactor(database: Database, refresh: () => Promise<void>): () => Promise<void> {
  const compact = async () => {
    // A state of the file that is still held would keep its pages in the write-ahead log.
    await database.read('store.refresh', { lagMs: 0 })
    await compactFile(database)
    await refresh()
  }
  let compacting: Promise<void> = Promise.resolve()
  return () => {
    compacting = compacting.catch(() => undefined).then(compact)
    return compacting
  }
}

function backendOf(database: Database, namespace: string): Backend<number> {
  return {
    read: async (collection: Collection, ids) => {
      // A database would replace half a surrogate pair and so answer another document; no id has one.
      const known = ids.filter((id) => id.isWellFormed())
      const found = new Map<string, { version: number; stored: Row }>()
      for (let start = 0; start < known.length; start += BATCH) {
        const args: GetArgs = { namespace, collection: collection.name, ids: known.slice(start, start + BATCH) }
        for (const row of await database.read<Row[]>('store.get', args))
          found.set(row.id, { version: row.version, stored: row })
      }
      return found
    },
    write: (collection: Collection, puts: readonly Put<number>[]) => {
      const args: PutArgs = { namespace, collection: collection.name, puts }
      return database.write<boolean[]>('store.put', args, puts.length)
    },
  }
}
