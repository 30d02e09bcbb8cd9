// The embedded bus: the log in a SQLite file. Any number of processes may append; one process (the owner of the data
// folder) runs the subscriptions.

import { setTimeout as delay } from 'node:timers/promises'
import { headers as headerNames, ThalaError } from '@thala/contracts'
import type { Database } from '@thala/sqlite'
import type { Bus } from '../port.ts'
import { checkSpec, openCatalog, placesOf } from './catalog.ts'
import { type FaultSettings, noFaults, seededFaults } from './faults.ts'
import { expireStreams, lagOf, readRecords } from './inspect.ts'
import type { Pause } from './lane.ts'
import { openLog } from './log.ts'
import { layOut } from './publish.ts'
import { openSubscriptions } from './subscriptions.ts'

/** What runs in the threads of the database: pass it to `openDatabase`. */
export const busModule = new URL('./module.ts', import.meta.url)

const DEFAULT_MAX_RECORD_BYTES = 1_000_000

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
      await log.append(layOut(records, catalog.topic, maxRecordBytes))
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
    close: async () => {
      closed = true
      await subscriptions.stopAll()
    },
  }
}
