// Reads a partition without a group: nothing is joined, nothing is kept on the broker. What a fetch brings beyond the
// limit is kept for a moment, so that reading a topic in steps costs one fetch for many of them.

import { ThalaError } from '@thala/contracts'
import type { Bus, BusRecord } from '../port.ts'
import type { Place } from '../position.ts'
import { checkLimit } from '../records.ts'
import type { Cluster, FetchedPartition, FetchResponse } from './client.ts'
import { isOutOfRange } from './errors.ts'
import { type Fetched, toRecords } from './messages.ts'
import { earliestOf } from './offsets.ts'
import type { Requests } from './requests.ts'

export interface FetchWish {
  readonly place: Place
  readonly from: number
}

const PARTITION_BYTES = 1024 * 1024
const READ_BYTES = 4 * 1024 * 1024
const ANSWER_BYTES = 8 * 1024 * 1024
/** What is kept beyond the limit is true so long: topics are seldom removed and made again. */
const AHEAD_MS = 1_000
/** Reads nothing of a transaction that is still open. */
const READ_COMMITTED = 1

/** One request to one broker, which answers as soon as there is something, at the latest after `waitMs`. */
export async function fetchFrom(
  cluster: Cluster,
  nodeId: string,
  wishes: readonly FetchWish[],
  { waitMs, partitionBytes = PARTITION_BYTES }: { waitMs: number; partitionBytes?: number },
): Promise<{ place: Place; answer: FetchedPartition }[]> {
  const broker = await cluster.findBroker({ nodeId })
  const response: FetchResponse = await broker.fetch({
    isolationLevel: READ_COMMITTED,
    maxWaitTime: waitMs,
    minBytes: 1,
    maxBytes: ANSWER_BYTES,
    topics: wishes.map(({ place: { topic, partition }, from }) => ({
      topic,
      partitions: [{ partition, fetchOffset: String(from), maxBytes: partitionBytes }],
    })),
  })
  return response.responses.flatMap(({ topicName, partitions }) =>
    partitions.map((answer) => ({ place: { topic: topicName, partition: answer.partition }, answer })),
  )
}

/** Undefined for a partition that is not there, or while nothing is known of its topic. */
export function leaderOf(cluster: Cluster, { topic, partition }: Place): string | undefined {
  try {
    return Object.keys(cluster.findLeaderForPartitions(topic, [partition]))[0]
  } catch {
    return undefined
  }
}

interface Ahead {
  readonly until: number
  readonly from: number
  readonly fetched: Fetched
}

export interface Reader {
  read: Bus['read']
  /** Drops what was read ahead. */
  forget(): void
}

export function openReader(requests: Requests): Reader {
  const kept = new Map<string, Ahead>()

  const next = async (cluster: Cluster, place: Place, from: number): Promise<Fetched> => {
    const key = `${place.topic}/${place.partition}`
    const ahead = kept.get(key)
    if (ahead && ahead.from <= from && from < ahead.fetched.next && Date.now() < ahead.until)
      return { ...ahead.fetched, records: ahead.fetched.records.filter(({ offset }) => offset >= from) }
    const fetched = await fetchOne(cluster, place, from)
    kept.set(key, { until: Date.now() + AHEAD_MS, from, fetched })
    return fetched
  }
  return {
    forget: () => kept.clear(),
    read: ({ topic, partition, from, limit }) => {
      checkLimit(limit)
      return requests.about([topic], async (cluster) => {
        const place = { topic, partition }
        if (leaderOf(cluster, place) === undefined)
          throw new ThalaError('bad-input', `${topic} has no partition ${partition}`)
        const records: BusRecord[] = []
        for (let at = from; records.length < limit; ) {
          const fetched = await next(cluster, place, at)
          if (fetched.next <= at) break
          records.push(...fetched.records.slice(0, limit - records.length))
          at = fetched.next
        }
        return records
      })
    },
  }
}

/** What is gone from the front is passed over; behind the end there is nothing. */
async function fetchOne(cluster: Cluster, place: Place, from: number): Promise<Fetched> {
  const nodeId = leaderOf(cluster, place) ?? ''
  try {
    const [found] = await fetchFrom(cluster, nodeId, [{ place, from }], { waitMs: 0, partitionBytes: READ_BYTES })
    return found ? toRecords(place, from, found.answer) : { records: [], next: from }
  } catch (error) {
    if (!isOutOfRange(error)) throw error
    const [earliest = 0] = await earliestOf(cluster, [place])
    return earliest > from ? fetchOne(cluster, place, earliest) : { records: [], next: from }
  }
}
