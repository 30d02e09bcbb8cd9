// A store in memory for tests of readers: the port's reading side, with bodies that went through JSON as real ones do.
// Its search is plain: it orders by cosine and shared terms. `lag()` freezes what look-ups and search see, as real ones may.

import type { Collection } from '@thala/contracts'
import { cosine } from '@thala/embedder'
import type { StoreReader } from '@thala/service'
import type { Document, FieldValue } from '@thala/store'

export interface MemoryStore extends StoreReader {
  put(collection: Collection, document: Document): void
  documents(collection: Collection): readonly Document[]
  /** From now on look-ups and search no longer notice what is put; `get` does. */
  lag(): void
}

/** Bounds of the real stores. */
const MAX_FOUND = 10_000
const MAX_PAGE = 1000

type Documents = Map<string, Document>
const valuesOf = (document: Document, field: string): readonly FieldValue[] => {
  const value = document.index[field]
  return value === undefined ? [] : typeof value === 'object' ? value : [value]
}

export function memoryStore(): MemoryStore {
  const current = new Map<string, Documents>()
  let visible = current
  const of = (from: Map<string, Documents>, { name }: Collection): Documents => from.get(name) ?? new Map()
  // Callers say which body they stored; a store cannot know, and a real one reads it from bytes.
  const read = <T>(document: Document): Document<T> => ({
    ...document,
    body: JSON.parse(JSON.stringify(document.body)),
  })
  const byId = (a: Document, b: Document) => (a.id < b.id ? -1 : 1)

  return {
    put: (collection, document) => {
      current.set(collection.name, new Map(of(current, collection)).set(document.id, document))
    },
    documents: (collection) => [...of(current, collection).values()],
    lag: () => {
      visible = new Map(current)
    },
    get: async <T>(collection: Collection, ids: readonly string[]) => {
      const found = ids.flatMap((id) => of(current, collection).get(id) ?? [])
      return new Map(found.map((document) => [document.id, read<T>(document)]))
    },
    findBy: async <T>(collection: Collection, field: string, values: readonly FieldValue[], { limit = 1000 } = {}) => {
      if (!collection.fields.includes(field)) throw new Error(`${collection.name} has no field ${field}`)
      if (limit > MAX_FOUND) throw new Error(`a look-up finds at most ${MAX_FOUND}`)
      const all = [...of(visible, collection).values()].sort(byId)
      const found = all.filter((document) => valuesOf(document, field).some((value) => values.includes(value)))
      return found.slice(0, limit).map((document) => read<T>(document))
    },
    search: async <T>(collection: Collection, query: Parameters<StoreReader['search']>[1]) => {
      const hits = [...of(visible, collection).values()].sort(byId).flatMap((document) => {
        const { search } = document
        if (!search || !query.conversations.includes(search.conversationId)) return []
        const shared = query.terms.filter((term) => search.terms.includes(term)).length
        const near = query.vector && search.vector ? cosine(query.vector, search.vector) : null
        const score = (Math.max(0, near ?? 0) + shared / Math.max(1, query.terms.length)) / 2
        return score > 0 ? [{ document: read<T>(document), score, cosine: near }] : []
      })
      return hits.sort((a, b) => b.score - a.score).slice(0, query.k)
    },
    scan: async <T>(collection: Collection, { by, from, to, descending, limit, after }: ScanArguments) => {
      if (limit > MAX_PAGE) throw new Error(`a page has at most ${MAX_PAGE}`)
      const keyed = [...of(visible, collection).values()].flatMap((document) => {
        const key = by === undefined ? document.id : valuesOf(document, by)[0]
        const inside = key !== undefined && (from === undefined || key >= from) && (to === undefined || key <= to)
        return inside ? [{ document, key }] : []
      })
      keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : byId(a.document, b.document)))
      if (descending) keyed.reverse()
      const start = after === undefined ? 0 : Number(after)
      const documents = keyed.slice(start, start + limit).map(({ document }) => read<T>(document))
      return { documents, next: start + limit < keyed.length ? String(start + limit) : null }
    },
  }
}

type ScanArguments = Parameters<StoreReader['scan']>[1]
