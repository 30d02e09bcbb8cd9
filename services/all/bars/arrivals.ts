// How long a message takes from being appended until its document is there, measured from outside.

import { setTimeout as wait } from 'node:timers/promises'
import { collections, type SourceMessage } from '@thala/contracts'
import type { Cluster } from './cluster.ts'

const TICK_MS = 100
const LOOK_EVERY_MS = 25
/** Ids of one look. */
const MOST = 500

/**
 * Appends at a steady rate and waits for all documents; by message id, in ms. `between` is called before each append with
 * the number of events appended so far.
 */
export async function measureArrivals(
  cluster: Cluster,
  events: readonly SourceMessage[],
  eventsPerSecond: number,
  between: (appended: number) => Promise<void> = async () => undefined,
): Promise<Map<string, number>> {
  const appendedAt = new Map<string, number>()
  const took = new Map<string, number>()
  let appending = true
  const watch = async () => {
    while (appending || took.size < appendedAt.size) {
      const open = [...appendedAt.keys()].filter((id) => !took.has(id)).slice(0, MOST)
      const found = open.length > 0 ? await cluster.installation.store.get(collections.messages, open) : new Map()
      const now = performance.now()
      for (const id of found.keys()) took.set(id, now - (appendedAt.get(id) ?? now))
      await wait(LOOK_EVERY_MS)
    }
  }
  const watching = watch()
  const chunk = Math.max(1, Math.round((eventsPerSecond * TICK_MS) / 1000))
  const begun = performance.now()
  for (let i = 0; i < events.length; i += chunk) {
    const some = events.slice(i, i + chunk)
    await between(i)
    const now = performance.now()
    for (const { messageId } of some) appendedAt.set(messageId, now)
    await cluster.append(some)
    await wait(Math.max(0, begun + ((i + chunk) / eventsPerSecond) * 1000 - performance.now()))
  }
  appending = false
  await watching
  return took
}
