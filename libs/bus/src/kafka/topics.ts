// Makes topics once, looks whether those that are there are as they should be, and removes them.
// Promise: what an operator set is never changed, only told; another number of partitions is refused.

import { setTimeout as delay } from 'node:timers/promises'
import { isThalaError, ThalaError } from '@thala/contracts'
import type { TopicSpec } from '../port.ts'
import { checkSpec, otherPartitions } from '../specs.ts'
import { type Admin, TOPIC_RESOURCE } from './client.ts'
import { hasType } from './errors.ts'
import { endsOf, placesOf } from './offsets.ts'
import { mayPass, type Requests } from './requests.ts'
import { DEFAULT_RETENTION_DAYS, type KafkaSettings } from './settings.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Room of a batch around its records. Kafka's own default is 1 MiB and 12 bytes. */
const BATCH_ROOM_BYTES = 48_588
const UNTIL_MS = 30_000
const POLL_MS = 50

/** The settings that Thala relies on, by Kafka's names. */
export function topicConfig(spec: TopicSpec, maxRecordBytes: number, retentionDays = DEFAULT_RETENTION_DAYS) {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': spec.retention === 'forever' ? '-1' : String(retentionDays * DAY_MS),
    'retention.bytes': '-1',
    'max.message.bytes': String(maxRecordBytes + BATCH_ROOM_BYTES),
    // `appendedAt` and retention go by when the log took a record, as in the embedded log.
    'message.timestamp.type': 'LogAppendTime',
  }
}

export interface Topics {
  ensure(specs: readonly TopicSpec[]): Promise<void>
  remove(topics: readonly string[]): Promise<void>
}

export interface TopicsSetting {
  readonly admin: () => Promise<Admin>
  readonly requests: Requests
  readonly settings: KafkaSettings
  readonly maxRecordBytes: number
}

export function openTopics(setting: TopicsSetting): Topics {
  const { admin, requests, settings, maxRecordBytes } = setting
  const config = (spec: TopicSpec) => topicConfig(spec, maxRecordBytes, settings.retentionDays)
  const listed = async () => new Set(await (await admin()).listTopics())

  const create = async (specs: readonly TopicSpec[]) => {
    const topics = specs.map((spec) => ({
      topic: spec.name,
      numPartitions: spec.partitions,
      replicationFactor: settings.replicationFactor ?? -1,
      configEntries: Object.entries(config(spec)).map(([name, value]) => ({ name, value })),
    }))
    // Waiting for leaders is done below: kafkajs may throw in it although the topics were made.
    await (await admin()).createTopics({ topics, waitForLeaders: false }).catch((error) => {
      throw refusedTopics(error, specs)
    })
  }
  return {
    ensure: async (specs) => {
      for (const spec of specs) checkSpec(spec)
      const present = await listed()
      const missing = specs.filter(({ name }) => !present.has(name))
      if (missing.length > 0) await create(missing)
      await untilPartitioned(requests, specs)
      const former = specs.filter(({ name }) => present.has(name))
      if (settings.onDifference && former.length > 0)
        for (const line of await differences(await admin(), former, config)) settings.onDifference(line)
    },
    remove: async (topics) => {
      const present = await listed()
      const removed = topics.filter((topic) => present.has(topic))
      if (removed.length === 0) return
      await (await admin()).deleteTopics({ topics: removed })
      await until('the topics are gone', async () => {
        const left = await listed()
        return !removed.some((topic) => left.has(topic))
      })
      requests.forget()
    },
  }
}

/** Two clients may make the same topics at once; whoever comes second waits for the leaders like the first. */
async function untilPartitioned(requests: Requests, specs: readonly TopicSpec[]): Promise<void> {
  if (specs.length === 0) return
  const names = specs.map(({ name }) => name)
  await until('the topics have leaders', async () => {
    const counts = await requests
      .about(names, async (cluster) => {
        // Also asks each leader, which may be the last to know that it is one.
        await endsOf(cluster, placesOf(cluster, names))
        return names.map((name) => placesOf(cluster, [name]).length)
      })
      .catch((error): number[] | null => {
        // A busy broker takes longer to lead what it was given than a request is tried.
        if (isThalaError(error, 'topology') || mayPass(error)) return null
        throw error
      })
    for (const [i, spec] of specs.entries()) {
      const there = counts?.[i] ?? 0
      if (there > 0 && there !== spec.partitions) throw otherPartitions(spec, there, 'other topic names')
    }
    return counts?.every((count) => count > 0) ?? false
  })
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + UNTIL_MS
  while (!(await condition())) {
    if (Date.now() > deadline) throw new ThalaError('dependency-down', `Kafka: waited ${UNTIL_MS} ms until ${what}`)
    await delay(POLL_MS)
  }
}

function refusedTopics(error: unknown, specs: readonly TopicSpec[]): unknown {
  const names = specs.map(({ name }) => name).join(', ')
  if (hasType(error, 'INVALID_REPLICATION_FACTOR'))
    return new ThalaError('bad-config', `Kafka has too few brokers for the replication factor of ${names}`, {
      cause: error,
    })
  if (hasType(error, 'INVALID_TOPIC_EXCEPTION', 'INVALID_CONFIG', 'POLICY_VIOLATION', 'INVALID_REQUEST'))
    return new ThalaError(
      'bad-config',
      `Kafka refused to make ${names}: check THALA_TOPIC_PREFIX and the broker's policy`,
      {
        cause: error,
      },
    )
  return error
}

async function differences(
  admin: Admin,
  specs: readonly TopicSpec[],
  config: (spec: TopicSpec) => Record<string, string>,
): Promise<string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map((spec) => ({ type: TOPIC_RESOURCE, name: spec.name, configNames: Object.keys(config(spec)) })),
  })
  return specs.flatMap((spec) => {
    const entries = resources.find(({ resourceName }) => resourceName === spec.name)?.configEntries ?? []
    return entries.flatMap(({ configName, configValue }) => {
      const wanted = config(spec)[configName]
      if (wanted === undefined || wanted === configValue) return []
      return [`topic ${spec.name}: ${configName} is ${configValue} in Kafka, Thala would set ${wanted}; left as it is`]
    })
  })
}
