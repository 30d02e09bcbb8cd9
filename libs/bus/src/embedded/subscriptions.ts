// The subscriptions of one bus: where each starts, which partitions it holds, how it stops.

import { ThalaError } from '@thala/contracts'
import type { SubscribeOptions, Subscription } from '../port.ts'
import type { Faults } from './faults.ts'
import { createGroups, type Member } from './groups.ts'
import { followHeads } from './heads.ts'
import { type Pause, startLane } from './lane.ts'
import type { Log, StreamPlace } from './log.ts'

const STOP_TIMEOUT_MS = 5_000

export interface SubscriptionSetting {
  readonly log: Log
  readonly pause: Pause
  faultsOf(stream: number): Faults
}

export interface Subscriptions {
  add(options: SubscribeOptions, places: readonly StreamPlace[]): Promise<Subscription>
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
          const from = ends?.get(place.stream) ?? null
          return startLane({ log, heads, pause, faults: faultsOf(place.stream), place, options, from, after })
        },
      }
      // Nobody shares a broadcast, so each is a group of its own.
      return start(options.broadcast ? `broadcast ${broadcasts++}` : `group ${options.group}`, member)
    },
    stopAll: async () => {
      closed = true
      await Promise.all([...running].map((subscription) => subscription.stop()))
    },
  }
}

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
