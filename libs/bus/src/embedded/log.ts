// The log's operations as typed functions of the main thread.

import type { Database } from '@thala/sqlite'
import type { BusRecord, TopicSpec } from '../port.ts'
import { type Append, type Fetched, type Position, type TopicRow, unpack } from './operations.ts'

export interface StreamPlace {
  readonly topic: string
  readonly partition: number
  readonly stream: number
}

export interface FetchedRecords {
  readonly records: readonly BusRecord[]
  /** Records before this offset, and not before the position asked for, are gone: a gap. Null without one. */
  readonly gapEnd: number | null
  /** The answer was cut for its size; ask again from its end on. */
  readonly more: boolean
}

export type Log = ReturnType<typeof openLog>

/** Bytes of values in one answer of the reading thread. */
const MAX_FETCH_BYTES = 8 * 1024 * 1024

export function openLog(database: Database) {
  const fetch = async (place: StreamPlace, from: number, limit: number): Promise<FetchedRecords> => {
    const args = { stream: place.stream, from, limit, maxBytes: MAX_FETCH_BYTES }
    const fetched = await database.read<Fetched>('bus.fetch', args)
    const records = toRecords(place, fetched)
    const gapEnd = endOfGap(from, fetched.earliest, records[0]?.offset)
    return { records, gapEnd, more: fetched.more }
  }
  return {
    fetch,
    ensureTopics: (specs: readonly TopicSpec[], subjectHeader: string) =>
      database.write<void>('bus.ensureTopics', { specs, subjectHeader }),
    topics: () => database.read<TopicRow[]>('bus.topics', null),
    append: (append: Append) => database.write<void>('bus.append', append, append.streams.length),
    heads: (since: number) => database.read<[number, number][]>('bus.heads', { since }),
    positions: (group: string, streams: readonly number[]) =>
      database.read<Position[]>('bus.positions', { group, streams }),
    begin: (group: string, streams: readonly number[]) =>
      database.write<void>('bus.begin', { group, streams }, streams.length),
    commit: (group: string, stream: number, offset: number) =>
      database.write<void>('bus.commit', { group, stream, offset }),
    offsetAt: (stream: number, time: number) => database.read<number | null>('bus.offsetAt', { stream, time }),
    seek: (group: string, to: readonly (readonly [stream: number, offset: number])[]) =>
      database.write<void>('bus.seek', { group, to }, to.length),
    removeTopics: (topics: readonly string[]) => database.write<void>('bus.removeTopics', { topics }),
    removeGroups: (groups: readonly string[]) => database.write<void>('bus.removeGroups', { groups }),
    expire: (stream: number, before: number, limit: number) =>
      database.write<number>('bus.expire', { stream, before, limit }, limit),
    overwrite: (subject: string, value: Uint8Array) => database.write<number>('bus.overwrite', { subject, value }),
    onCommit: (listener: () => void) => database.onCommit(listener),
  }
}

/**
 * The earliest that is left, if records from `from` on are gone; else null. `first`: offset of the first record that was
 * read. When it is older than the earliest, it expired just after it was read, and nothing is lost to this reader.
 */
export function endOfGap(from: number, earliest: number, first: number | undefined): number | null {
  if (earliest <= from) return null
  return first !== undefined && first < earliest ? null : earliest
}

function toRecords({ topic, partition }: StreamPlace, fetched: Fetched): BusRecord[] {
  const values = unpack(fetched.values)
  return fetched.offsets.map((offset, i) => ({
    topic,
    partition,
    offset,
    key: fetched.keys[i] ?? null,
    value: values[i] ?? null,
    headers: JSON.parse(fetched.headers[i] ?? '{}'),
    appendedAt: fetched.appendedAt[i] ?? 0,
  }))
}
