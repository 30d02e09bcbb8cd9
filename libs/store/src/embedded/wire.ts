// What the main thread asks of the two database threads, and what they answer. Plain data, cloned between threads.

import type { Put } from '../compare-and-set.ts'
import type { FieldValue, ScanOptions } from '../port.ts'
import type { CheckedQuery } from '../query.ts'
import type { Stored } from '../stored.ts'

/** Where a question or a write goes: a collection of the store itself (namespace '') or of a namespace. */
export interface Where {
  readonly namespace: string
  readonly collection: string
}

export interface PutArgs extends Where {
  readonly puts: readonly Put<number>[]
}

export interface MergeArgs {
  /** Pages of the index of words to work on; negative to begin. */
  readonly pages: number
}

export interface PromoteArgs {
  readonly name: string
  readonly collections: readonly string[]
}

export interface DiscardArgs {
  /** Documents to delete at most. */
  readonly documents: number
}

export interface GetArgs extends Where {
  readonly ids: readonly string[]
}

/** A document as it lies in the file. `version` is the place of its last write among all writes of this file. */
export interface Row extends Stored {
  readonly version: number
}

/** How old search, findBy and scan may be, in ms; 0 = never. */
interface Lagging {
  readonly lagMs: number
}

export interface FindArgs extends Where, Lagging {
  readonly field: string
  readonly values: readonly FieldValue[]
  readonly limit: number
}

export interface ScanArgs extends Where, Lagging {
  readonly options: ScanOptions
}

export interface ScanAnswer {
  readonly rows: readonly Row[]
  readonly next: string | null
}

export interface SearchArgs extends Where, Lagging {
  readonly query: CheckedQuery
}

export interface FoundRow {
  readonly row: Row
  readonly score: number
  readonly cosine: number | null
}
