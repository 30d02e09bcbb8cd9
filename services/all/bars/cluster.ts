// Services as processes on Kafka and Elasticsearch, under names of their own: started, killed, waited for, checked.

import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { collections, type SourceMessage } from '@thala/contracts'
import {
  append,
  drain,
  type Env,
  type Group,
  groupsOf,
  type Installation,
  openInstallation,
  topicSpecs,
} from '@thala/runtime'
import {
  check,
  type Finding,
  outputsOf,
  type Reference,
  type ServiceProcess,
  standIns,
  startProcess,
} from '@thala/testkit'
import { z } from 'zod'
import { pipeline } from '../src/declarations.ts'
import type { Servers } from './servers.ts'
import { CONNECTOR, positionIn, type StageName } from './stages.ts'

const script = fileURLToPath(new URL('fixtures/stage.ts', import.meta.url))

export interface Member {
  readonly stage: StageName
  /** The process that runs now; resolves when it is up. */
  up(): Promise<ServiceProcess>
  /** Ends the process; resolves with its exit code. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
  /** Begins another one. */
  begin(): void
}

export interface Cluster {
  readonly env: Env
  readonly installation: Installation
  readonly groups: readonly Group[]
  /** Starts a process; it is up when `up()` resolves. */
  member(stage: StageName): Member
  append(events: readonly SourceMessage[]): Promise<void>
  /** Until the connector has read its stream. */
  streamed(events: number): Promise<void>
  drain(timeoutMs: number): Promise<void>
  findings(events: readonly SourceMessage[], reference: Reference, refused?: ReadonlySet<string>): Promise<Finding[]>
  /** Ends every process and removes topics, groups and indices. */
  stop(): Promise<void>
}

let clusters = 0

export async function openCluster(servers: Servers, more: Env = {}): Promise<Cluster> {
  const mark = `bar-${process.pid.toString(36)}-${Date.now().toString(36)}-${clusters++}`
  const env: Env = {
    KAFKA_BOOTSTRAP_SERVERS: await servers.kafka(),
    ELASTICSEARCH_URL: await servers.elasticsearch(),
    THALA_TOPIC_PREFIX: `${mark}.`,
    THALA_INDEX_PREFIX: `${mark}-`,
    THALA_HEALTH_PORT: '0',
    ...more,
  }
  const installation = await openInstallation(env, { dataDir: '', access: 'append' })
  const { bus, store } = installation
  const declarations = pipeline(standIns())
  const groups = groupsOf(declarations, env)
  const specs = topicSpecs(declarations, env)
  await bus.ensureTopics(specs)
  const members: Member[] = []
  const streamId = `${env.THALA_TOPIC_PREFIX}thala-${CONNECTOR}/stream`
  return {
    env,
    installation,
    groups,
    member: (stage) => {
      const one = startMember(stage, env)
      members.push(one)
      return one
    },
    append: (events) => append(bus, env, outputsOf(events)),
    streamed: (events) =>
      eventually(async () => {
        const stored = await store.get(collections.checkpoints, [streamId])
        return positionIn(stored.get(streamId)?.body) >= events
      }),
    drain: (timeoutMs) => drain(bus, groups, { timeoutMs }),
    findings: (events, reference, refused) => check({ bus, store, env, groups }, events, reference, refused),
    stop: async () => {
      await Promise.allSettled(members.map((one) => one.end('SIGKILL')))
      // The groups of killed processes live until their sessions end, and stay.
      await bus.remove({ topics: specs.map(({ name }) => name) })
      await installation.close()
      await removeIndices(env)
    },
  }
}

function startMember(stage: StageName, env: Env): Member {
  const start = () => {
    const starting = startProcess(script, [stage], env)
    starting.catch(() => undefined)
    return starting
  }
  let running = start()
  return {
    stage,
    up: () => running,
    end: async (signal) => (await running).end(signal),
    begin: () => {
      running = start()
    },
  }
}

const LOOK_EVERY_MS = 50

/** Looks until it is so. */
export async function eventually(isSo: () => Promise<boolean>, timeoutMs = 600_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not so after ${timeoutMs} ms: ${isSo}`)
    await wait(LOOK_EVERY_MS)
  }
}

const anyIndices = z.record(z.string(), z.unknown())

/** Every index of an installation, of bars only. */
export async function removeIndices({ ELASTICSEARCH_URL: url, THALA_INDEX_PREFIX: prefix }: Env): Promise<void> {
  const found = Object.keys(anyIndices.parse(await (await fetch(`${url}/${prefix}*`)).json()))
  if (found.length > 0) await fetch(`${url}/${found.join(',')}`, { method: 'DELETE' })
}
