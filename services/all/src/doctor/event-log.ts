// The event log: whether it opens, has the topics that it should, who lags behind, and when anything last came.
// Promise: nothing is created; an embedded log may be owned by another process.

import { type Bus, openKafkaBus } from '@thala/bus'
import { isThalaError, sources, sourceTopics, thalaCommand } from '@thala/contracts'
import {
  backlog,
  type Env,
  type Group,
  groupsOf,
  type InstallationSettings,
  kafkaSettings,
  openForReading,
  topicName,
  topicSpecs,
} from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { agoText } from './bytes.ts'
import { type Finding, fault, ok, type Subject, warning } from './finding.ts'
import { lastAppended } from './last-appended.ts'

export interface LogSetting {
  readonly env: Env
  readonly settings: InstallationSettings
  readonly dataDir: string
  /** Whose topics and groups these are. */
  readonly declarations: readonly Declaration[]
  readonly now: number
}

const NOTHING_YET = `nothing in it yet: run 'npm start', or '${thalaCommand('ingest <path>')}'`

export async function* lookAtLog(subject: Subject, setting: LogSetting): AsyncGenerator<Finding> {
  const kafka = await kafkaSettings(setting.settings)
  if (kafka) {
    const differences: string[] = []
    const bus = await openKafkaBus({ ...kafka, onDifference: (line) => differences.push(line) })
    try {
      yield* lookInto(bus, subject, setting, differences)
    } finally {
      await bus.close()
    }
    return
  }
  const folder = await openForReading(setting.dataDir).catch((error: unknown) => {
    if (isThalaError(error, 'not-found')) return null
    throw error
  })
  if (folder === null) return yield ok(subject, NOTHING_YET)
  try {
    yield* lookInto(folder.bus, subject, setting, [])
  } finally {
    await folder.close()
  }
}

export async function* lookInto(
  bus: Bus,
  subject: Subject,
  { env, declarations, now }: LogSetting,
  differences: readonly string[],
): AsyncGenerator<Finding> {
  const specs = topicSpecs(declarations, env)
  const { partitions, missing } = await look(
    bus,
    specs.map(({ name }) => name),
  )
  const other = specs.flatMap(({ name, partitions: wanted }) => {
    const found = partitions.get(name) ?? wanted
    return found === wanted ? [] : [`${name} has ${found} partitions, not ${wanted}`]
  })
  if (other.length > 0)
    return yield fault(subject, `${other.join('; ')}: set THALA_TOPIC_PREFIX (or that topic's variable) to other names`)
  if (partitions.size === 0) return yield ok(subject, NOTHING_YET)
  if (missing.length > 0) yield warning(subject, `no topic ${missing.join(', ')} yet: made at the next start`)
  else {
    // Every topic is there, so this makes none; it tells what an operator set otherwise.
    if (bus.kind === 'kafka') await bus.ensureTopics(specs)
    yield ok(subject, `${specs.length} topics`)
  }
  for (const line of differences) yield warning({ what: 'topic settings', on: subject.on }, line)
  yield* lookAtBacklog(
    bus,
    groupsOf(declarations, env).filter(({ topics }) => topics.every((one) => partitions.has(one))),
  )
  yield* lookAtSources(bus, env, now)
}

/** A group that never reads. */
const LOOKING = 'thala-doctor'
/** On Kafka it takes a while to be sure of each. */
const MOST_MISSING = 5

/** Partitions by topic, of those that are there; some of those that are not. */
async function look(bus: Bus, topics: readonly string[]) {
  const partitions = new Map<string, number>()
  const missing: string[] = []
  const count = async (names: readonly string[]): Promise<boolean> => {
    try {
      for (const { topic } of await bus.lag(LOOKING, names)) partitions.set(topic, (partitions.get(topic) ?? 0) + 1)
      return true
    } catch (error) {
      if (isThalaError(error, 'topology')) return false
      throw error
    }
  }
  if (!(await count(topics)))
    for (const topic of topics) {
      if (!(await count([topic]))) missing.push(topic)
      if (missing.length === MOST_MISSING) break
    }
  return { partitions, missing }
}

/** More than a busy hour's. */
const MANY = 10_000

async function* lookAtBacklog(bus: Bus, groups: readonly Group[]): AsyncGenerator<Finding> {
  const subject = { what: 'events waiting', on: 'every consumer group' }
  const { waiting, groups: by } = await backlog(bus, groups)
  const most = Object.entries(by).sort(([, a], [, b]) => b - a)[0]
  if (waiting === 0 || !most) return yield ok(subject, 'none')
  const note = `${waiting}, most of them (${most[1]}) for ${most[0]}`
  if (waiting < MANY) yield ok(subject, note)
  else yield warning(subject, `${note}: start it ('npm start', or 'npm run service -- <name>'), or more of it`)
}

async function* lookAtSources(bus: Bus, env: Env, now: number): AsyncGenerator<Finding> {
  for (const kind of sources) {
    const topic = sourceTopics[kind]
    const at = await lastAppended(bus, topicName(topic, env)).catch((error: unknown) => {
      if (isThalaError(error, 'topology')) return null
      throw error
    })
    if (at === null) continue
    const last = `last taken in ${new Date(at).toISOString()}, ${agoText(now - at)}`
    yield ok({ what: `source ${kind}`, on: topicName(topic, env), variable: topic.env }, last)
  }
}
