// The store on Elasticsearch 9.2 or newer: for several processes on several machines. Promise: that of the port. Nothing
// here needs more of the server than its smallest distribution has (no scripts, no server-side reindex).

import { compareAndSet } from '../compare-and-set.ts'
import type { StoreFaults } from '../faults.ts'
import type { Store } from '../port.ts'
import { checkFind, checkNamespace, checkScan, checkSearch, refuseNested } from '../query.ts'
import { decode } from '../stored.ts'
import { backendOf } from './backend.ts'
import { connect, type Elastic } from './client.ts'
import { allCollections } from './collections.ts'
import { compact } from './compact.ts'
import { describe, type ElasticsearchState } from './describe.ts'
import { findBy, scan } from './find.ts'
import { checkMappings } from './indices.ts'
import { type AliasOf, aliases } from './names.ts'
import { type ReindexOptions, type ReindexReport, reindex } from './reindex.ts'
import { search } from './search.ts'
import { type ElasticsearchSettings, INDEX_PREFIX } from './settings.ts'
import { drop, promote } from './swap.ts'

export interface ElasticsearchStore extends Store {
  /** Copies every collection of the store itself into a new index and puts that in its place; queries go on. */
  reindex(options?: ReindexOptions): Promise<ReindexReport>
  describe(): Promise<ElasticsearchState>
}

export async function openElasticsearchStore(
  settings: ElasticsearchSettings,
  faults: StoreFaults = {},
): Promise<ElasticsearchStore> {
  const { indexPrefix = INDEX_PREFIX, acceptOlderMapping = false } = settings
  const aliasOf = aliases(indexPrefix, '')
  const elastic = connect(settings)
  try {
    await checkMappings(elastic, allCollections.map(aliasOf), acceptOlderMapping)
  } catch (error) {
    await elastic.close()
    throw error
  }
  return {
    ...documents(elastic, aliasOf, faults),
    namespace: async (name) => {
      checkNamespace(name)
      const own = aliases(indexPrefix, name)
      await checkMappings(elastic, allCollections.map(own), false)
      const refused = { namespace: refuseNested, promote: refuseNested, drop: refuseNested }
      return { ...documents(elastic, own, faults), ...refused, close: async () => undefined }
    },
    promote: async (name, collections) => {
      checkNamespace(name)
      await promote(elastic, aliases(indexPrefix, name), aliasOf, collections)
    },
    drop: async (name) => {
      checkNamespace(name)
      await drop(elastic, aliases(indexPrefix, name), allCollections)
    },
    describe: () => describe(elastic, allCollections.map(aliasOf)),
    reindex: (options) => reindex(elastic, aliasOf, allCollections, options),
    close: () => elastic.close(),
  }
}

type Documents = Omit<Store, 'namespace' | 'promote' | 'drop' | 'close'>

function documents(elastic: Elastic, aliasOf: AliasOf, faults: StoreFaults): Documents {
  const backend = backendOf(elastic, aliasOf)
  const all = { index: allCollections.map(aliasOf), ignore_unavailable: true }
  return {
    kind: 'elasticsearch',
    get: async (collection, ids) => {
      const found = await backend.read(collection, ids)
      return new Map([...found].map(([id, { stored }]) => [id, decode(stored)]))
    },
    update: (collection, ids, evolve) => compareAndSet(backend, faults, collection, ids, evolve),
    findBy: async (collection, field, values, limits) =>
      findBy(elastic, aliasOf(collection), checkFind(collection, field, values, limits)),
    search: async (collection, asked) => {
      const query = checkSearch(collection, asked)
      return query ? search(elastic, aliasOf(collection), query) : []
    },
    scan: async (collection, options) => {
      checkScan(collection, options)
      return scan(elastic, aliasOf(collection), options)
    },
    refresh: async () => {
      await elastic.call((client) => client.indices.refresh(all))
    },
    compact: () => compact(elastic, all.index),
  }
}
