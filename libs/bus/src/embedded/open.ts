// The embedded bus: the log in a SQLite file. Any number of processes may append; one process (the owner of the data
// folder) runs the subscriptions.

import { setTimeout as delay } from 'node:timers/promises'
import { headers as headerNames, isThalaError, ThalaError } from '@thala/contracts'
import type { Database } from '@thala/sqlite'
import { type FaultSettings, noFaults, seededFaults } from '../faults.ts'
import type { Pause } from '../lane.ts'
import type { Bus, OutgoingRecord } from '../port.ts'
import { DEFAULT_MAX_RECORD_BYTES } from '../records.ts'
import { checkSpec } from '../specs.ts'
import { openCatalog, placesOf } from './catalog.ts'
import { expireStreams, lagOf, readRecords } from './inspect.ts'
import { openLog } from './log.ts'
import { moveGroup, offsetsAtTime, removeAll } from './moving.ts'
import { layOut } from './publish.ts'
import { openSubscriptions } from './subscriptions.ts'

/** What runs in the threads of the database: pass it to `openDatabase`. */
export const busModule = new URL('./module.ts', import.meta.url)

export interface EmbeddedBusOptions {
  readonly faults?: FaultSettings
  readonly maxRecordBytes?: number
  /** Replaced in tests. */
  readonly pause?: Pause
}

const defaultPause: Pause = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined)

/** `database` must have been opened with `busModule`; it belongs to the caller, who closes it after the bus. */
export async function openEmbeddedBus(database: Database, options: EmbeddedBusOptions = {}): Promise<Bus> {
  const { maxRecordBytes = DEFAULT_MAX_RECORD_BYTES, pause = defaultPause } = options
  const faultsOf = (stream: number) => (options.faults ? seededFaults(options.faults, stream) : noFaults)
  /** Streams are numbered from 1. */
  const publishFaults = faultsOf(0)
  const log = openLog(database)
  const catalog = openCatalog(log)
  const subscriptions = openSubscriptions({ log, faultsOf, pause })
  let closed = false

  const requireOpen = () => {
    if (closed) throw new ThalaError('dependency-down', 'the bus is closed')
  }
  const places = async (topics: readonly string[]) => {
    requireOpen()
    return placesOf(await catalog.require(topics))
  }
  /** Once more with what is true now, if a topic was removed and made again by another client. */
  const append = async (records: readonly OutgoingRecord[]) => {
    const send = () => log.append(layOut(records, catalog.topic, maxRecordBytes))
    await send().catch(async (error) => {
      if (!isThalaError(error, 'topology')) throw error
      await catalog.reload()
      await send()
    })
  }
  const requireIdle = (group: string) => {
    if (subscriptions.has(group))
      throw new ThalaError('bad-input', `group ${group} has a subscriber: stop it before its positions are changed`)
  }
  await catalog.reload()

  return {
    kind: 'embedded',
    maxRecordBytes,
    ensureTopics: async (specs) => {
      requireOpen()
      for (const spec of specs) checkSpec(spec)
      await log.ensureTopics(specs, headerNames.subject)
      await catalog.reload()
    },
    publish: async (records) => {
      requireOpen()
      await catalog.require(records.map((record) => record.topic))
      if (records.length === 0) return
      await append(records)
      if (publishFaults.loseAnswer())
        throw new ThalaError('dependency-down', 'the answer to a publish was lost (a test fault)')
    },
    subscribe: async (wish) => {
      const wanted = await places(wish.topics)
      return subscriptions.add(wish, wanted)
    },
    lag: async (group, topics) => lagOf(log, group, await places(topics)),
    read: async ({ topic, partition, from, limit }) => {
      const place = (await places([topic]))[partition]
      if (!place) throw new ThalaError('bad-input', `${topic} has no partition ${partition}`)
      return readRecords(log, place, from, limit)
    },
    expire: async (before) => {
      requireOpen()
      const expiring = (await catalog.reload()).filter((topic) => topic.retention === 'days')
      return expireStreams(log, placesOf(expiring), before)
    },
    overwrite: async (subject, value) => {
      requireOpen()
      if (value.length > maxRecordBytes)
        throw new ThalaError('output-too-large', `${value.length} bytes, at most ${maxRecordBytes}`)
      // A view would take all of the memory behind it along to the other thread.
      return log.overwrite(subject, value.slice())
    },
    offsetsAt: async (topics, time) => offsetsAtTime(log, await places(topics), time),
    seek: async (group, positions) => {
      requireIdle(group)
      await moveGroup(log, group, positions, await places(positions.map(({ topic }) => topic)))
    },
    remove: async (what) => {
      requireOpen()
      for (const group of what.groups ?? []) requireIdle(group)
      await removeAll(log, what, await catalog.reload())
      await catalog.reload()
    },
    close: async () => {
      closed = true
      await subscriptions.stopAll()
    },
  }
}
