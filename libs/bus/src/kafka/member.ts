// One membership in a group, from joining until it is left or lost. kafkajs does what only it can: join, heartbeat in the
// background, leave. It fetches nothing: its partitions are paused and lanes fetch for themselves, so that a slow handler
// holds up neither the heartbeat nor another partition.

import { setTimeout as delay } from 'node:timers/promises'
import { isThalaError } from '@thala/contracts'
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, within } from '../lane.ts'
import type { SubscribeOptions } from '../port.ts'
import type { Place } from '../position.ts'
import { partitionAssigner } from './assigner.ts'
import type { Client, Cluster, Consumer } from './client.ts'
import { type Commits, openCommits } from './commits.ts'
import { withinDeadline } from './deadline.ts'
import { toThalaError } from './errors.ts'
import { startFetcher } from './fetcher.ts'
import { openLanes, type Start } from './lanes.ts'
import { watch } from './liveness.ts'
import { committedOf, earliestOf } from './offsets.ts'
import { mayPass } from './requests.ts'
import { DEFAULT_SESSION_TIMEOUT_MS, type KafkaSettings } from './settings.ts'
import { followSharing } from './sharing.ts'

export interface MemberSetting {
  readonly client: Client
  readonly settings: KafkaSettings
  readonly options: SubscribeOptions
  /** When the subscription began, epoch ms: the oldest members keep the first partitions. */
  readonly since: number
  readonly report: (error: unknown) => void
}

export interface Member {
  /** Rejects with the reason when the connection to the group is lost; kafkajs will not mend it. */
  readonly lost: Promise<never>
  /** Waits for running batches up to `timeoutMs`, then leaves, so that others take over at once. */
  leave(timeoutMs: number): Promise<void>
}

const QUIET_TRIES = 5
/** Leaving takes a moment; a broker that does not answer is not waited for. */
const LEAVE_MS = 2_000

export async function join(setting: MemberSetting): Promise<Member> {
  const { client, settings, options, since } = setting
  const { consumer, cluster } = client.member(options.group, partitionAssigner(since))
  let lose: (reason: unknown) => void = () => undefined
  const fetcher = startFetcher(cluster, settings, (error) => lose(error))
  const lanes = openLanes(options, fetcher)
  const commits = openCommits(consumer, settings)
  /** Counts the times that the partitions were shared; what belongs to an older one is out of date. */
  let sharing = 0
  let leaving = false

  const takeOver = async (places: readonly Place[]): Promise<void> => {
    sharing += 1
    const mine = sharing
    lanes.release()
    const isCurrent = () => mine === sharing && !leaving
    const find = async (tries: number) => {
      if (tries > 1) await cluster.refreshMetadata()
      return startsOf(cluster, commits, options.group, places)
    }
    const starts = await patiently(setting, isCurrent, (tries) =>
      withinDeadline('the positions of a group', find(tries), { late: (error) => lose(error) }),
    )
    if (starts && isCurrent()) lanes.start(starts)
  }
  followSharing(consumer, {
    stopped: lanes.abort,
    shared: (assigned) => {
      consumer.pause([...assigned])
      void takeOver(assigned.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition }))))
    },
    lost: (reason) => lose(reason),
  })
  const giveUp = () => {
    leaving = true
    fetcher.stop()
    lanes.release()
  }
  const lost = new Promise<never>((_, reject) => {
    lose = (reason) => {
      if (leaving) return
      unwatch()
      giveUp()
      disconnect(consumer)
      reject(toThalaError(reason, settings))
    }
  })
  const unwatch = watch(consumer, settings.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS, (reason) => lose(reason))
  lost.catch(() => undefined)
  try {
    await Promise.race([run(consumer, options.topics), lost])
  } catch (error) {
    lose(error)
    throw error
  }
  return {
    lost,
    leave: async (timeoutMs) => {
      leaving = true
      unwatch()
      await lanes.end(timeoutMs)
      fetcher.stop()
      await within(
        LEAVE_MS,
        consumer.stop().catch(() => undefined),
      )
      disconnect(consumer)
    },
  }
}

async function run(consumer: Consumer, topics: readonly string[]): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => Promise.resolve() })
}

/** Waits for requests that are under way, which nobody has to wait for. */
const disconnect = (consumer: Consumer): void => void consumer.disconnect().catch(() => undefined)

/** Where the group is in each partition. That a new group starts at the earliest is written down at once. */
async function startsOf(cluster: Cluster, commits: Commits, group: string, places: readonly Place[]): Promise<Start[]> {
  const [committed, earliest] = await Promise.all([committedOf(cluster, group, places), earliestOf(cluster, places)])
  return places.map((place, i): Start => {
    const begin = earliest[i] ?? 0
    const position = committed[i] ?? -1
    const load = async (): Promise<number> => {
      if (position >= 0) return position
      await commits.commit(place, begin, () => undefined)
      return begin
    }
    const save = (offset: number, requireOwnership: () => void) => commits.commit(place, offset, requireOwnership)
    return { place, position: { load, save }, earliest: begin }
  })
}

async function patiently<T>(
  { report, settings }: MemberSetting,
  isCurrent: () => boolean,
  action: (tries: number) => Promise<T>,
): Promise<T | undefined> {
  let pauseMs = FIRST_PAUSE_MS
  for (let tries = 1; isCurrent(); tries++) {
    try {
      return await action(tries)
    } catch (error) {
      // A leader that has just changed, or been made, needs a moment.
      const quiet = isThalaError(error, 'zombie') || (mayPass(error) && tries < QUIET_TRIES)
      if (isCurrent() && !quiet) report(toThalaError(error, settings))
      await delay(pauseMs)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }
  return undefined
}
