// The event log as the rest of Thala sees it. Adapters: embedded (SQLite) and, at scale, Kafka. Both pass `busContract()`.
// Promise: at least once, per partition in order on first delivery; a commit is durable; nothing is lost once `publish` resolves.

import type { Retention } from '@thala/contracts'

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  readonly retention: Retention
}

export interface OutgoingRecord {
  readonly topic: string
  /** Decides the partition (murmur2 of its UTF-8, as Kafka's own clients); null spreads by the value's bytes. */
  readonly key: string | null
  readonly value: Uint8Array | null
  readonly headers: Readonly<Record<string, string>>
}

export interface BusRecord extends OutgoingRecord {
  readonly partition: number
  /** Ascending within a partition; gaps are normal. */
  readonly offset: number
  /** When the log took it, epoch ms. */
  readonly appendedAt: number
}

export interface Batch {
  readonly topic: string
  readonly partition: number
  /** At least one, ascending by offset. */
  readonly records: readonly BusRecord[]
  /**
   * Everything before `offset` is done. Monotone: a smaller one than what is committed changes nothing. Refused beyond the
   * batch (`bad-input`), and once the partition belongs to another or the subscription is over (`zombie`).
   */
  commit(offset: number): Promise<void>
  /** Call at least every few seconds during long work; throws `zombie` when the partition now belongs to another. */
  heartbeat(): Promise<void>
  /** Aborted when the subscription stops or the partition is taken away. */
  readonly signal: AbortSignal
  /** Another one whenever the partition was taken away and given back: what was remembered under the former may be stale. */
  readonly claim: string
}

export interface SubscribeOptions {
  /** Consumer group. New groups start at the earliest record. */
  readonly group: string
  readonly topics: readonly string[]
  /** Every subscriber gets every record appended from now on; positions are not kept. */
  readonly broadcast?: boolean
  /** Most records of one batch. Default 200. */
  readonly batchSize?: number
  /**
   * Called for one partition at a time and never twice at once for the same partition. What is not committed when it
   * returns or throws is delivered again: from the committed offset, after a short pause.
   */
  readonly onBatch: (batch: Batch) => Promise<void>
  /** The committed position was older than what is still kept: the records from `from` up to before `to` were skipped. */
  readonly onGap?: (gap: { topic: string; partition: number; from: number; to: number }) => void
  /** What `onBatch` threw, or why nothing could be fetched; it is tried again either way. Default: a process warning. */
  readonly onError?: (error: unknown, at: { topic: string; partition: number }) => void
}

export interface Subscription {
  /** Stops fetching, aborts `signal`, waits for running batches up to `timeoutMs` (default 5,000), then lets go. */
  stop(options?: { timeoutMs?: number }): Promise<void>
}

export interface Lag {
  readonly topic: string
  readonly partition: number
  /** First offset not yet committed. */
  readonly committed: number
  /** The next record will be given this offset or a larger one. */
  readonly end: number
  /** Records waiting. */
  readonly waiting: number
}

/** A place in a partition: the next record to be read there has this offset or a larger one. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export interface Bus {
  readonly kind: 'embedded' | 'kafka'
  /** Creates what is missing. Refuses when a topic exists with another number of partitions. */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>
  /** Resolves when every record is durable. One over `maxRecordBytes` refuses the whole call with `output-too-large`. */
  publish(records: readonly OutgoingRecord[]): Promise<void>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  lag(group: string, topics: readonly string[]): Promise<Lag[]>
  /** Reads without a group: from `from` (inclusive) on, at most `limit` records of one partition. */
  read(options: { topic: string; partition: number; from: number; limit: number }): Promise<BusRecord[]>
  /** Drops records of topics with `days` retention that were appended before `before` (epoch ms). Returns how many. */
  expire(before: number): Promise<number>
  /**
   * Overwrites, where the log can, the value of every record about `subject` in topics kept for ever. Returns how many;
   * 0 where the log cannot (Kafka), which is documented.
   */
  overwrite(subject: string, value: Uint8Array): Promise<number>
  /** By partition: the first record appended at `time` (epoch ms) or later; the end where there is none. */
  offsetsAt(topics: readonly string[], time: number): Promise<Position[]>
  /** Moves where a group goes on, forward or back. Refused (`bad-input`) while anybody subscribes as this group. */
  seek(group: string, positions: readonly Position[]): Promise<void>
  /** Forgets topics with their records, and groups with their positions, for good. Those that are not there are passed over. */
  remove(what: { topics?: readonly string[]; groups?: readonly string[] }): Promise<void>
  readonly maxRecordBytes: number
  close(): Promise<void>
}
