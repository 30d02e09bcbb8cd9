// The document store as the rest of Thala sees it. Adapters: embedded (SQLite) and, at scale, Elasticsearch.
// Both pass `storeContract()`. Promise: `get` is immediate, `search`, `findBy` and `scan` are eventual; a write that
// resolved survives kill -9; writes are compare-and-set. Nothing is ever deleted: a deletion is a document.

import type { Collection } from '@thala/contracts'

export type FieldValue = string | number | boolean

export interface Document<T = unknown> {
  readonly id: string
  readonly body: T
  /** Values of the collection's fields; an array is a set, each of whose values finds the document. */
  readonly index: Readonly<Record<string, FieldValue | readonly FieldValue[]>>
  /** What text search covers; absent = not found by search (and no longer found, if it was). */
  readonly search?: SearchFields
}

export interface SearchFields {
  readonly conversationId: string
  /** Terms of the analyzer in order, with repeats. At most 2,000 of at most 64 characters are indexed. */
  readonly terms: readonly string[]
  /** 384 signed bytes, or absent. Another length is refused. */
  readonly vector?: Int8Array
}

/** What an update makes of the current document; `undefined` = leave it as it is. Must be pure: it runs again after a conflict. */
export type Evolve<T> = (current: Document<T> | undefined, id: string) => Document<T> | undefined

export type UpdateResult<T> =
  | { readonly id: string; readonly ok: true; readonly changed: boolean; readonly document: Document<T> | undefined }
  /** The item cannot be stored as it is (too large, wrong vector …): a bad document, not an outage. */
  | { readonly id: string; readonly ok: false; readonly reason: string }

export interface SearchQuery {
  readonly terms: readonly string[]
  readonly vector?: Int8Array
  /** Only documents of these conversations; an empty list finds nothing. The filter is inside the search, never after it. */
  readonly conversations: readonly string[]
  /** How many, 1 to 1,000. */
  readonly k: number
}

export interface Hit<T> {
  readonly document: Document<T>
  /** Fused score, 0 to 1; comparable within one answer only. */
  readonly score: number
  /** Cosine to the query's vector, -1 to 1; null without one. */
  readonly cosine: number | null
}

export interface ScanOptions {
  /** A field with one value for each document; documents without it are left out. Absent: by id. */
  readonly by?: string
  readonly from?: FieldValue
  readonly to?: FieldValue
  readonly descending?: boolean
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string
}

export interface Page<T> {
  readonly documents: readonly Document<T>[]
  /** Pass as `after`; null on the last page. */
  readonly next: string | null
}

export interface Store {
  readonly kind: 'embedded' | 'elasticsearch'
  get<T>(collection: Collection, ids: readonly string[]): Promise<Map<string, Document<T>>>
  /** Results in the order of `ids` (which are distinct). A lost race is read again, at most 5 times, then throws `dependency-down`. */
  update<T>(collection: Collection, ids: readonly string[], evolve: Evolve<T>): Promise<UpdateResult<T>[]>
  /** Documents of which `field` has one of `values`, by id; at most `limit` (default 1,000). */
  findBy<T>(
    collection: Collection,
    field: string,
    values: readonly FieldValue[],
    options?: { limit?: number },
  ): Promise<Document<T>[]>
  search<T>(collection: Collection, query: SearchQuery): Promise<Hit<T>[]>
  scan<T>(collection: Collection, options: ScanOptions): Promise<Page<T>>
  /** Makes what was written so far visible to search, findBy and scan. */
  refresh(): Promise<void>
  /**
   * A store of its own under this name (lower-case letters, digits, `-`), empty at first, beside this one: for a replay.
   * Closing it closes nothing of this one. A namespace has none of its own (`bad-input`).
   */
  namespace(name: string): Promise<Store>
  /**
   * What the namespace holds of these collections takes the place of what stands here, in one step for every reader: no
   * query fails, and none sees half of it. What stood here is gone. Collections that the namespace never wrote are left
   * alone, so doing it again changes nothing.
   */
  promote(name: string, collections: readonly Collection[]): Promise<void>
  /** Forgets the namespace and what it holds. Nothing happens when there is none. */
  drop(name: string): Promise<void>
  /** Called after erasures: leaves no erased text behind in files. */
  compact(): Promise<void>
  close(): Promise<void>
}
