// Commits of all partitions of one member, one request at a time; what comes meanwhile goes out together.
// Promise: resolves when the broker has it, rejects with `zombie` when the partition moved on.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import type { Place } from '../position.ts'
import type { Consumer } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { isZombie, toThalaError } from './errors.ts'
import type { KafkaSettings } from './settings.ts'

export interface Commits {
  /** `requireOwnership` throws when the partition is no longer ours; asked right before it is sent. */
  commit(place: Place, offset: number, requireOwnership: () => void): Promise<void>
}

interface Waiting {
  readonly place: Place
  readonly offset: number
  readonly requireOwnership: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function openCommits(consumer: Consumer, settings: KafkaSettings): Commits {
  let queue: Waiting[] = []
  let running = false
  let stored = false
  consumer.on(consumer.events.COMMIT_OFFSETS, () => {
    stored = true
  })

  const send = async (offsets: readonly { topic: string; partition: number; offset: string }[]): Promise<void> => {
    stored = false
    try {
      await withinDeadline('a commit', consumer.commitOffsets([...offsets]))
    } catch (error) {
      if (isZombie(error)) throw new ThalaError('zombie', 'the group has shared its partitions anew', { cause: error })
      if (isNotRunning(error)) throw gone()
      throw toThalaError(error, settings)
    }
    // A consumer that is just going down resolves without having sent anything.
    if (!stored) throw gone()
  }
  const run = async (): Promise<void> => {
    running = true
    while (queue.length > 0) {
      // In a turn of its own a commit never falls between joining anew and being told so.
      await nextTurn()
      const owned = queue.filter(stillOwned)
      queue = []
      if (owned.length === 0) continue
      try {
        await send(furthest(owned))
        for (const { resolve } of owned) resolve()
      } catch (error) {
        for (const { reject } of owned) reject(error)
      }
    }
    running = false
  }
  return {
    commit: (place, offset, requireOwnership) =>
      new Promise((resolve, reject) => {
        queue.push({ place, offset, requireOwnership, resolve, reject })
        if (!running) void run()
      }),
  }
}

const gone = () => new ThalaError('zombie', 'the connection to the group is gone')

/** kafkajs has no code for a consumer that has crashed. */
const isNotRunning = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Consumer group was not initialized')

function stillOwned({ requireOwnership, reject }: Waiting): boolean {
  try {
    requireOwnership()
    return true
  } catch (error) {
    reject(error)
    return false
  }
}

/** The largest of each partition. */
export function furthest(
  commits: readonly { readonly place: Place; readonly offset: number }[],
): { topic: string; partition: number; offset: string }[] {
  const largest = new Map<string, { place: Place; offset: number }>()
  for (const { place, offset } of commits) {
    const key = `${place.topic}/${place.partition}`
    if (offset > (largest.get(key)?.offset ?? -1)) largest.set(key, { place, offset })
  }
  return [...largest.values()].map(({ place, offset }) => ({ ...place, offset: String(offset) }))
}
