// The subscriptions of one bus: where each starts, which partitions it holds, how it stops.

import { ThalaError } from '@thala/contracts'
import type { Faults } from '../faults.ts'
import { type LaneSetting, type Pause, startLane } from '../lane.ts'
import type { SubscribeOptions, Subscription } from '../port.ts'
import { keptInMemory, type PositionStore } from '../position.ts'
import { createGroups, type Member } from './groups.ts'
import { followHeads, type Heads } from './heads.ts'
import type { Log, StreamPlace } from './log.ts'

const STOP_TIMEOUT_MS = 5_000

export interface SubscriptionSetting {
  readonly log: Log
  readonly pause: Pause
  faultsOf(stream: number): Faults
}

export interface Subscriptions {
  add(options: SubscribeOptions, places: readonly StreamPlace[]): Promise<Subscription>
  /** Whether anybody here subscribes as this group. */
  has(group: string): boolean
  /** Stops them all; none is added after. */
  stopAll(): Promise<void>
}

export function openSubscriptions({ log, pause, faultsOf }: SubscriptionSetting): Subscriptions {
  const heads = followHeads(log)
  const groups = createGroups()
  const running = new Set<Subscription>()
  let broadcasts = 0
  let closed = false

  const start = (group: string, member: Member): Subscription => {
    const unfollow = heads.follow()
    groups.join(group, member)
    let stopped: Promise<void> | undefined
    const subscription: Subscription = {
      stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) => {
        running.delete(subscription)
        stopped ??= groups.leave(group, member, timeoutMs).then(unfollow)
        return stopped
      },
    }
    running.add(subscription)
    return subscription
  }

  return {
    add: async (options, places) => {
      const ends = await startingPlaces(log, options, places)
      if (closed) throw new ThalaError('dependency-down', 'the bus is closed')
      const member: Member = {
        places,
        start: (place, after) => {
          const from = ends?.get(place.stream)
          const position = from === undefined ? keptInLog(log, options.group, place) : keptInMemory(from)
          const fetch = fetchFrom(log, heads, place)
          return startLane({ place, options, pause, position, fetch, faults: faultsOf(place.stream), after })
        },
      }
      // Nobody shares a broadcast, so each is a group of its own.
      return start(options.broadcast ? `broadcast ${broadcasts++}` : groupKey(options.group), member)
    },
    has: (group) => groups.has(groupKey(group)),
    stopAll: async () => {
      closed = true
      await Promise.all([...running].map((subscription) => subscription.stop()))
    },
  }
}

const groupKey = (group: string): string => `group ${group}`

/** A broadcast starts after the last record; a group where it is, which is written down for a new one. */
async function startingPlaces(
  log: Log,
  { group, broadcast }: SubscribeOptions,
  places: readonly StreamPlace[],
): Promise<Map<number, number> | undefined> {
  const streams = places.map((place) => place.stream)
  if (!broadcast) {
    await log.begin(group, streams)
    return undefined
  }
  const positions = await log.positions(group, streams)
  return new Map(positions.map(({ stream, head }) => [stream, head + 1]))
}

const keptInLog = (log: Log, group: string, { stream }: StreamPlace): PositionStore => ({
  load: async () => {
    const [position] = await log.positions(group, [stream])
    return position?.committed ?? position?.earliest ?? 0
  },
  save: (offset) => log.commit(group, stream, offset),
})

const fetchFrom =
  (log: Log, heads: Heads, place: StreamPlace): LaneSetting['fetch'] =>
  async (from, limit, signal) => {
    await heads.reaches(place.stream, from, signal)
    return signal.aborted ? { records: [], gapEnd: null } : log.fetch(place, from, limit)
  }
