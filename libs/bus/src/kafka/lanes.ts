// The lanes of one subscription: a feed and a lane for each partition that it has.

import { setTimeout as delay } from 'node:timers/promises'
import { type Lane, type Pause, startLane } from '../lane.ts'
import type { SubscribeOptions } from '../port.ts'
import type { Place, PositionStore } from '../position.ts'
import { openFeed } from './feed.ts'
import type { Fetcher } from './fetcher.ts'

export interface Start {
  readonly place: Place
  readonly position: PositionStore
  /** Nothing before it is kept by the log. */
  readonly earliest: number
}

export interface Lanes {
  /** Each waits until the former lane of its partition has let go. */
  start(starts: readonly Start[]): void
  /** Asks all running batches to end; their commits still count. */
  abort(): void
  /** All partitions belong to others from now on. */
  release(): void
  /** Waits for running batches up to `timeoutMs`. */
  end(timeoutMs: number): Promise<void>
}

const DEFAULT_BATCH_SIZE = 200
/** How long a partition that comes back waits for the batch that still runs. */
const HANDOVER_MS = 5_000

const pause: Pause = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined)
const keyOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

export function openLanes(options: SubscribeOptions, fetcher: Fetcher): Lanes {
  const running = new Map<string, Lane>()
  const endings = new Map<string, Promise<void>>()

  return {
    start: (starts) => {
      const feeds = starts.map(({ place, position, earliest }) => {
        const feed = openFeed(place, earliest, options.batchSize ?? DEFAULT_BATCH_SIZE, fetcher.wake)
        const after = endings.get(keyOf(place)) ?? Promise.resolve()
        running.set(keyOf(place), startLane({ place, options, pause, position, fetch: feed.take, after }))
        return feed
      })
      fetcher.add(feeds)
    },
    abort: () => {
      for (const lane of running.values()) lane.abort()
    },
    release: () => {
      for (const [key, lane] of running) {
        lane.release()
        endings.set(key, lane.end(HANDOVER_MS))
      }
      running.clear()
      fetcher.clear()
    },
    end: async (timeoutMs) => {
      await Promise.all([...running.values()].map((lane) => lane.end(timeoutMs)))
      running.clear()
      fetcher.clear()
    },
  }
}
