// Opens stores on one Elasticsearch, each under a prefix of its own that is removed at the end, for tests.

import { randomUUID } from 'node:crypto'
import type { OpenedStore } from '../contract/opened.ts'
import type { StoreFaults } from '../faults.ts'
import { connect } from './client.ts'
import { MAPPING_VERSION } from './mapping.ts'
import { type ElasticsearchStore, openElasticsearchStore } from './open.ts'
import type { ElasticsearchSettings } from './settings.ts'

export interface OpenedElasticsearch extends OpenedStore {
  readonly store: ElasticsearchStore
  readonly prefix: string
}

export const freshPrefix = (): string => `test-${randomUUID().slice(0, 13)}-`

export async function openFresh(
  url: string,
  faults: StoreFaults = {},
  more: Partial<ElasticsearchSettings> = {},
): Promise<OpenedElasticsearch> {
  const prefix = freshPrefix()
  const settings: ElasticsearchSettings = { url, indexPrefix: prefix, ...more }
  const clients: ElasticsearchStore[] = []
  const client = async (own: StoreFaults): Promise<ElasticsearchStore> => {
    const store = await openElasticsearchStore(settings, own)
    clients.push(store)
    return store
  }
  const closeAll = () => Promise.all(clients.splice(0).map((store) => store.close()))
  return {
    prefix,
    store: await client(faults),
    another: (own = {}) => client(own),
    restart: async () => {
      await closeAll()
      return client(faults)
    },
    openNewer: async () => {
      await makeNewer(url, prefix)
      return client(faults)
    },
    close: async () => {
      await closeAll()
      await removeIndices(url, prefix)
    },
  }
}

/** An index as a later version would make it. */
async function makeNewer(url: string, prefix: string): Promise<void> {
  const elastic = connect({ url })
  const mappings = { _meta: { thala: { mapping: MAPPING_VERSION + 1, collection: 'messages' } } }
  await elastic.call((client) =>
    client.indices.create({ index: `${prefix}messages-v9-000001`, mappings, aliases: { [`${prefix}messages`]: {} } }),
  )
  await elastic.close()
}

export async function indicesBehind(url: string, prefix: string): Promise<ReadonlySet<string>> {
  const elastic = connect({ url })
  const found = await elastic.call((client) => client.indices.get({ index: `${prefix}*`, features: ['aliases'] }))
  await elastic.close()
  return new Set(Object.keys(found))
}

export async function removeIndices(url: string, prefix: string): Promise<void> {
  const index = [...(await indicesBehind(url, prefix))]
  const elastic = connect({ url })
  if (index.length > 0) await elastic.call((client) => client.indices.delete({ index, ignore_unavailable: true }))
  await elastic.close()
}
