// Which partitions a member has, by what kafkajs tells of its group.
// Promise: after `stopped` comes `shared` or `lost`, as soon as the group answers again.

import { ThalaError } from '@thala/contracts'
import type { Consumer } from './client.ts'

export interface Assigned {
  readonly topic: string
  readonly partitions: number[]
}

export interface SharingEvents {
  /** The partitions are about to be shared anew. */
  stopped(): void
  /** These are ours from now on. */
  shared(assigned: readonly Assigned[]): void
  /** Nobody told us which partitions are ours. */
  lost(reason: unknown): void
}

/** A heartbeat may fall between joining and being told what is ours. */
const MOST_UNTOLD = 1

/**
 * kafkajs announces that it joins anew and, where that fails because a coordinator is just going down, heartbeats on as
 * the member that it was. The next coordinator knows that member and answers: nothing was shared anew then.
 */
export function followSharing(consumer: Consumer, events: SharingEvents): void {
  let assigned: readonly Assigned[] = []
  /** In which `assigned` is ours; unknown until the first heartbeat. */
  let generation: number | undefined
  let isStopped = false
  let untold = 0

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }))
    generation = undefined
    isStopped = false
    untold = 0
    events.shared(assigned)
  })
  consumer.on(consumer.events.REBALANCING, () => {
    isStopped = true
    events.stopped()
  })
  consumer.on(consumer.events.HEARTBEAT, ({ payload }) => {
    if (!isStopped) generation ??= payload.groupGenerationId
    if (generation !== payload.groupGenerationId) {
      untold += 1
      if (untold > MOST_UNTOLD)
        events.lost(new ThalaError('dependency-down', 'a Kafka group shared its partitions without us: joining again'))
      return
    }
    if (!isStopped) return
    isStopped = false
    events.shared(assigned)
  })
}
