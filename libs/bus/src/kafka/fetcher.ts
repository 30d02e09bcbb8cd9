// Fills the feeds of one subscription: to each broker one request at a time, for all of its partitions that have room.

import { setTimeout as delay } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import type { Cluster } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { isOutOfRange, toThalaError } from './errors.ts'
import type { Feed } from './feed.ts'
import { toRecords } from './messages.ts'
import { earliestOf, endsOf } from './offsets.ts'
import { fetchFrom, leaderOf } from './reader.ts'
import { mayPass } from './requests.ts'
import type { KafkaSettings } from './settings.ts'

export interface Fetcher {
  add(feeds: readonly Feed[]): void
  clear(): void
  /** A feed has room again. */
  wake(): void
  stop(): void
}

/** A broker with nothing new holds its answer so long. */
const WAIT_MS = 500
const PAUSE_MS = 100
const LOOK_MS = 1_000
/** So many failures in a row that may pass by themselves are not told. */
const QUIET_FAILURES = 10

/** `stuck`: a broker did not even refuse to answer; kafkajs may keep such a connection for ever. */
export function startFetcher(cluster: Cluster, settings: KafkaSettings, stuck: (error: unknown) => void): Fetcher {
  const feeds = new Set<Feed>()
  const pumps = new Set<string>()
  let sleepers: (() => void)[] = []
  let failures = 0
  let stopped = false

  const wake = () => {
    const woken = sleepers
    sleepers = []
    for (const resolve of woken) resolve()
  }
  const ledBy = (nodeId: string) => [...feeds].filter(({ place }) => leaderOf(cluster, place) === nodeId)

  const round = async (nodeId: string): Promise<void> => {
    const wanting = ledBy(nodeId).flatMap((feed) => {
      const from = feed.wants()
      return from === null ? [] : [{ feed, place: feed.place, from }]
    })
    if (wanting.length === 0)
      return new Promise((resolve) => {
        sleepers.push(resolve)
      })
    try {
      const fetching = fetchFrom(cluster, nodeId, wanting, { waitMs: WAIT_MS })
      for (const { place, answer } of await withinDeadline('a fetch', fetching, { late: stuck })) {
        const asked = wanting.find((one) => one.place.topic === place.topic && one.place.partition === place.partition)
        asked?.feed.accept(asked.from, toRecords(place, asked.from, answer))
      }
      failures = 0
    } catch (error) {
      if (!stopped) await recover(error, wanting)
    }
  }
  const recover = async (error: unknown, wanting: readonly { feed: Feed; from: number }[]): Promise<void> => {
    if (isOutOfRange(error)) {
      for (const { feed, from } of wanting) await compare(cluster, feed, from).catch((worse) => feed.fail(worse))
      return
    }
    failures += 1
    const known = await withinDeadline('a look at the leaders', cluster.refreshMetadata(), { late: stuck }).then(
      () => true,
      () => false,
    )
    if (!known || !mayPass(error) || failures > QUIET_FAILURES)
      for (const { feed } of wanting) feed.fail(toThalaError(error, settings))
    await delay(PAUSE_MS)
    start()
  }
  const pump = async (nodeId: string): Promise<void> => {
    while (!stopped && ledBy(nodeId).length > 0) {
      await round(nodeId)
      // A leader may have moved to a broker that nobody asks yet.
      start()
    }
    pumps.delete(nodeId)
  }
  const start = () => {
    for (const { place } of feeds) {
      const nodeId = leaderOf(cluster, place)
      if (nodeId === undefined || pumps.has(nodeId) || stopped) continue
      pumps.add(nodeId)
      // Once this turn is over: lanes that start together are asked for together.
      setImmediate(() => void pump(nodeId))
    }
  }
  /** While no leader is known nobody asks, and nobody would notice that there is one again. */
  const look = async (): Promise<void> => {
    if ([...feeds].some(({ place }) => leaderOf(cluster, place) === undefined))
      await withinDeadline('a look at the leaders', cluster.refreshMetadata(), { late: stuck }).catch(() => undefined)
    start()
  }
  const looking = setInterval(() => void look(), LOOK_MS)

  return {
    wake,
    add: (more) => {
      for (const feed of more) feeds.add(feed)
      start()
      wake()
    },
    clear: () => feeds.clear(),
    stop: () => {
      stopped = true
      clearInterval(looking)
      wake()
    },
  }
}

/** A position outside of the log: its front is gone, which is a gap, or its end is, which no reader can mend. */
async function compare(cluster: Cluster, feed: Feed, from: number): Promise<void> {
  const { topic, partition } = feed.place
  const [[earliest = 0], [end = 0]] = await Promise.all([
    earliestOf(cluster, [feed.place]),
    endsOf(cluster, [feed.place]),
  ])
  if (from < earliest) feed.startsAt(earliest)
  else if (from > end)
    feed.fail(
      new ThalaError(
        'topology',
        `${topic}/${partition} ends at ${end}, before the position ${from}: the topic was made anew, or Kafka lost records; remove the group or move it back`,
      ),
    )
}
