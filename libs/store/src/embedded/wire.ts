// What the main thread asks of the two database threads, and what they answer. Plain data, cloned between threads.

import type { Put } from '../compare-and-set.ts'
import type { FieldValue, ScanOptions } from '../port.ts'
import type { CheckedQuery } from '../query.ts'
import type { Stored } from '../stored.ts'

export interface PutArgs {
  readonly collection: string
  readonly puts: readonly Put<number>[]
}

export interface MergeArgs {
  /** Pages of the index of words to work on; negative to begin. */
  readonly pages: number
}

export interface GetArgs {
  readonly collection: string
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

export interface FindArgs extends Lagging {
  readonly collection: string
  readonly field: string
  readonly values: readonly FieldValue[]
  readonly limit: number
}

export interface ScanArgs extends Lagging {
  readonly collection: string
  readonly options: ScanOptions
}

export interface ScanAnswer {
  readonly rows: readonly Row[]
  readonly next: string | null
}

export interface SearchArgs extends Lagging {
  readonly collection: string
  readonly query: CheckedQuery
}

export interface FoundRow {
  readonly row: Row
  readonly score: number
  readonly cosine: number | null
}
