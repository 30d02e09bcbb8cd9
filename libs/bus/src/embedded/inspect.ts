// Looks into the log without a subscription, and clears out what its retention has passed.

import type { BusRecord, Lag } from '../port.ts'
import { checkLimit } from '../records.ts'
import type { Log, StreamPlace } from './log.ts'

/** Removed in one transaction. */
const EXPIRE_STEP = 500

export async function lagOf(log: Log, group: string, places: readonly StreamPlace[]): Promise<Lag[]> {
  const streams = places.map((place) => place.stream)
  const positions = new Map((await log.positions(group, streams)).map((position) => [position.stream, position]))
  return places.map(({ topic, partition, stream }) => {
    const { committed = null, earliest = 0, head = -1, waiting = 0 } = positions.get(stream) ?? {}
    return { topic, partition, committed: committed ?? earliest, end: Math.max(head + 1, earliest), waiting }
  })
}

export async function readRecords(log: Log, place: StreamPlace, from: number, limit: number): Promise<BusRecord[]> {
  checkLimit(limit)
  const records: BusRecord[] = []
  for (let more = true; more && records.length < limit; ) {
    const start = (records.at(-1)?.offset ?? from - 1) + 1
    const next = await log.fetch(place, start, limit - records.length)
    records.push(...next.records)
    more = next.more
  }
  return records
}

/** In small steps, so that others write in between. */
export async function expireStreams(log: Log, places: readonly StreamPlace[], before: number): Promise<number> {
  let total = 0
  for (const { stream } of places)
    for (let removed = EXPIRE_STEP; removed === EXPIRE_STEP; total += removed)
      removed = await log.expire(stream, before, EXPIRE_STEP)
  return total
}
