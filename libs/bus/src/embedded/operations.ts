// What the log's main-thread side and its code in the database threads say to each other.

import type { Retention } from '@thala/contracts'

/** Bytes of many values as one block: one copy between threads instead of one for each record. */
export interface Packed {
  readonly block: Uint8Array
  /** Length of each value; -1 for null. */
  readonly sizes: readonly number[]
}

export interface TopicRow {
  readonly name: string
  readonly partitions: number
  readonly retention: Retention
  /** Id of each partition's stream, by partition. */
  readonly streams: readonly number[]
}

export interface Append {
  readonly streams: readonly number[]
  readonly keys: readonly (string | null)[]
  /** JSON. */
  readonly headers: readonly string[]
  /** Id of the message it is about, in topics kept for ever; else null. */
  readonly subjects: readonly (string | null)[]
  readonly values: Packed
}

export interface Fetch {
  readonly stream: number
  /** Inclusive. */
  readonly from: number
  readonly limit: number
  /** Ends after the record that reaches it, so that one larger record still comes. */
  readonly maxBytes: number
}

export interface Fetched {
  readonly offsets: readonly number[]
  readonly keys: readonly (string | null)[]
  readonly headers: readonly string[]
  readonly appendedAt: readonly number[]
  readonly values: Packed
  /** No record before this offset is kept. */
  readonly earliest: number
  /** Ended at `maxBytes`: there may be more within `limit`. */
  readonly more: boolean
}

export interface Position {
  readonly stream: number
  /** First offset that the group has not committed; null for a group that never was here. */
  readonly committed: number | null
  readonly earliest: number
  /** Offset of the last record; -1 when there was none. */
  readonly head: number
  /** Records from `committed` (or the earliest) on. */
  readonly waiting: number
}

export function pack(values: readonly (Uint8Array | null)[]): Packed {
  const sizes = values.map((value) => value?.length ?? -1)
  const block = new Uint8Array(sizes.reduce((sum, size) => sum + Math.max(size, 0), 0))
  let at = 0
  for (const value of values) {
    if (value === null) continue
    block.set(value, at)
    at += value.length
  }
  return { block, sizes }
}

/** Each value with memory of its own: a record that is kept must not keep its whole batch. */
export const unpack = (packed: Packed): (Uint8Array | null)[] => views(packed).map((value) => value?.slice() ?? null)

/** Each value within the block. */
export function views({ block, sizes }: Packed): (Uint8Array | null)[] {
  let at = 0
  return sizes.map((size) => {
    if (size < 0) return null
    const value = block.subarray(at, at + size)
    at += size
    return value
  })
}
