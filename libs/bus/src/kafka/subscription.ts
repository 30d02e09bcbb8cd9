// Subscriptions on Kafka. A group's member that loses its connection joins again, for as long as the subscription lives;
// a broadcast reads for itself, without a group.

import { setTimeout as delay } from 'node:timers/promises'
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, reportError, within } from '../lane.ts'
import type { SubscribeOptions, Subscription } from '../port.ts'
import { keptInMemory } from '../position.ts'
import type { Client, Cluster } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { startFetcher } from './fetcher.ts'
import { openLanes, type Start } from './lanes.ts'
import { join, type Member } from './member.ts'
import { endsOf, placesOf } from './offsets.ts'
import type { KafkaSettings } from './settings.ts'

const STOP_TIMEOUT_MS = 5_000
/** Between coming and going again; a membership that lasted longer starts with a short pause. */
const STABLE_MS = 10_000

export interface SubscriptionSetting {
  readonly client: Client
  readonly settings: KafkaSettings
}

export function subscribeGroup({ client, settings }: SubscriptionSetting, options: SubscribeOptions): Subscription {
  const stopper = new AbortController()
  const { signal } = stopper
  const [topic = ''] = options.topics
  const report = (error: unknown) => reportError(options, { topic, partition: 0 }, error)
  const setting = { client, settings, options, since: Date.now(), report }
  let member: Member | undefined

  const stopping = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

  const stay = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS
    while (!signal.aborted) {
      const joinedAt = Date.now()
      try {
        member = await join(setting)
        await Promise.race([member.lost, stopping])
      } catch (error) {
        member = undefined
        if (!signal.aborted) report(error)
      }
      if (signal.aborted) return
      if (Date.now() - joinedAt > STABLE_MS) pauseMs = FIRST_PAUSE_MS
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }
  const staying = stay()
  let stopped: Promise<void> | undefined

  const stop = async (timeoutMs: number): Promise<void> => {
    stopper.abort()
    const begun = Date.now()
    // A join that is under way is waited for, so that no member is left behind.
    const left = staying.then(() => member?.leave(Math.max(0, timeoutMs - (Date.now() - begun))))
    await (member ? left : within(timeoutMs, left))
  }
  return {
    stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) => {
      stopped ??= stop(timeoutMs)
      return stopped
    },
  }
}

/** Resolves when it is known where each partition ends: whatever is appended from then on is delivered. */
export async function subscribeBroadcast(
  { client, settings }: SubscriptionSetting,
  options: SubscribeOptions,
): Promise<Subscription> {
  const cluster = client.cluster()
  const disconnect = (): void => void cluster.disconnect().catch(() => undefined)
  const starts = await withinDeadline('where topics end', endsOfAll(cluster, options.topics)).catch((error) => {
    disconnect()
    throw error
  })
  const fetcher = startFetcher(cluster, settings, () => undefined)
  const lanes = openLanes(options, fetcher)
  lanes.start(starts)
  let stopped: Promise<void> | undefined

  return {
    stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) => {
      stopped ??= lanes.end(timeoutMs).then(() => {
        fetcher.stop()
        disconnect()
      })
      return stopped
    },
  }
}

async function endsOfAll(cluster: Cluster, topics: readonly string[]): Promise<Start[]> {
  await cluster.connect()
  await cluster.addMultipleTargetTopics([...topics])
  const places = placesOf(cluster, topics)
  const ends = await endsOf(cluster, places)
  return places.map((place, i) => ({ place, position: keptInMemory(ends[i] ?? 0), earliest: 0 }))
}
