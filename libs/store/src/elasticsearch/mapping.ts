// How a collection lies in its index. A change of `indexBody` needs a new MAPPING_VERSION, and then a reindex.

import type { Collection } from '@thala/contracts'
import { MAX_CONVERSATIONS, VECTOR_BYTES } from '../limits.ts'

export const MAPPING_VERSION = 2

const exact = { type: 'keyword' } as const
/** Kept in the document, not searched. */
const kept = { type: 'object', enabled: false } as const
/** Not kept in the document: made from it again whenever it is written. */
const DERIVED = ['values', 'words']

export function indexBody(collection: Collection) {
  const fields = Object.fromEntries(collection.fields.map((field) => [field, exact]))
  return {
    settings: {
      number_of_shards: 1,
      auto_expand_replicas: '0-1',
      // Explicit: without it an index that nobody searched for 30 s is not refreshed. Where nothing can be searched for,
      // documents are read by id, which needs no refresh, and each refresh costs the server.
      refresh_interval: collection.searchable || collection.fields.length > 0 ? '1s' : '30s',
      max_terms_count: MAX_CONVERSATIONS,
      // By default segments in which less than 10 % are deleted keep what was erased.
      'merge.policy.expunge_deletes_allowed': 0,
      // Otherwise vectors are left out of documents unless asked for, and a copy loses them silently. Since 9.2.
      'mapping.exclude_source_vectors': false,
    },
    mappings: {
      dynamic: 'strict',
      _meta: { thala: { mapping: MAPPING_VERSION, collection: collection.name } },
      _source: { excludes: DERIVED },
      properties: {
        id: exact,
        body: kept,
        fields: kept,
        terms: kept,
        values: { type: 'object', properties: fields },
        ...(collection.searchable && searchable),
      },
    },
  } as const
}

const searchable = {
  conversationId: exact,
  // Built in everywhere; it cuts tokens at 255, and terms are shorter.
  words: { type: 'text', analyzer: 'whitespace', index_options: 'freqs' },
  vector: {
    type: 'dense_vector',
    dims: VECTOR_BYTES,
    element_type: 'byte',
    similarity: 'cosine',
    index: true,
    // Explicit: the default for other element types loses half of the neighbours.
    index_options: { type: 'hnsw' },
  },
} as const

export interface MappingMeta {
  readonly mapping: number
  readonly collection: string
}

/** Undefined: not an index of ours. */
export function metaOf(meta: Readonly<Record<string, unknown>> | undefined): MappingMeta | undefined {
  const ours: unknown = meta?.thala
  if (typeof ours !== 'object' || ours === null || !('mapping' in ours) || !('collection' in ours)) return undefined
  const { mapping, collection } = ours
  return typeof mapping === 'number' && typeof collection === 'string' ? { mapping, collection } : undefined
}
