// Runs declarations: the same for one service on a distant log and for all of them on the embedded one.
// Starts resources in order, subscribes every declaration, serves; stops in reverse and leaves nothing half done.

import type { Bus, Subscription } from '@thala/bus'
import { retryTiers } from '@thala/contracts'
import {
  type Declaration,
  type Health,
  type Output,
  outputsTo,
  type Resource,
  type Served,
  startAll,
} from '@thala/service'
import type { Store } from '@thala/store'
import { followDeadLetters } from './dead-letters.ts'
import { startEraser } from './erase.ts'
import { type HealthBoard, healthBoard } from './health.ts'
import { hear } from './hear.ts'
import { type Log, silentLog } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { followPause } from './pause.ts'
import { append } from './seal.ts'
import { parseSettings } from './settings.ts'
import { pumpSource } from './source-pump.ts'
import type { Point, Stage } from './stage.ts'
import { type Consuming, consume, subscribe } from './subscribe.ts'
import {
  checkTopology,
  consumesAnything,
  type Env,
  type Group,
  groupOf,
  groupsOf,
  MAIN_GENERATION,
  topicSpecs,
} from './topology.ts'
import { takeTurns } from './turns.ts'

export interface RunOptions {
  readonly bus: Bus
  readonly store: Store
  readonly env: Env
  readonly log?: Log
  /** These declarations are not the whole graph: what they read may be written by other processes. */
  readonly some?: boolean
  /** Part of consumer groups and ids; `main` unless a replay runs beside it. */
  readonly generation?: string
  readonly now?: () => number
  /** For tests: delays of the retry tiers. */
  readonly retryDelaysMs?: readonly number[]
  /** For tests: called between any two steps; a promise that never resolves is a death at that point. */
  readonly at?: (point: Point, stage: string) => Promise<void>
}

export interface Running {
  /** Consumer groups and what they read: what `drain` waits for. */
  readonly groups: readonly Group[]
  health(): Health
  metrics(): Promise<string>
  /** Resolves when every source among the declarations has ended; rejects when one failed. */
  readonly sourcesDone: Promise<void>
  /** Appends outputs, which carry their own ids, to the log. */
  append(outputs: readonly Output[]): Promise<void>
  /** Stops taking work, lets what is in hand finish for up to `timeoutMs` (default 5,000), releases everything. */
  stop(options?: { timeoutMs?: number }): Promise<void>
}

/** What runs besides the pumps: servers and what they hear, and sources. */
interface Parts {
  readonly servers: Served[]
  readonly hearing: Subscription[]
  readonly sources: Promise<void>[]
}

export async function run(declarations: readonly Declaration[], options: RunOptions): Promise<Running> {
  checkTopology(declarations, options)
  const { bus, store, env, generation = MAIN_GENERATION } = options
  const groups = groupsOf(declarations, env, generation)
  const health = healthBoard()
  const metrics = createMetrics()
  health.starting()
  const { stages, resources, eraser, log } = await wire(declarations, { ...options, generation, health, metrics })
  const measured = async () => {
    metrics.ready.set(health.read().ready ? 1 : 0)
    // While the log does not answer, the rest is worth knowing all the more.
    await measureLag(bus, groups, metrics).catch(() => metrics.lag.reset())
    return metrics.registry.metrics()
  }

  const parts: Parts = { servers: [], hearing: [], sources: [] }
  let consuming: Consuming | undefined
  const stopping = new AbortController()
  const stop = async ({ timeoutMs = 5_000 } = {}) => {
    health.stopping()
    stopping.abort()
    await Promise.allSettled(parts.servers.map((one) => one.stop()))
    await Promise.allSettled(parts.hearing.map((one) => one.stop({ timeoutMs })))
    await consuming?.stop(timeoutMs)
    await Promise.allSettled([eraser.stop()])
    await resources.stop()
  }
  try {
    for (const one of stages) await startParts(one, parts, stopping.signal, measured)
    const reading = stages.filter(({ declaration }) => consumesAnything(declaration))
    const [first] = reading
    if (first) {
      const pumps = reading.map((one) => () => subscribe(one.declaration, one.stage))
      consuming = consume([...pumps, () => followDeadLetters(first.stage)])
      await followPause({ store, health, log }, consuming, stopping.signal)
    }
  } catch (error) {
    await stop({ timeoutMs: 0 }).catch(() => undefined)
    throw error
  }
  health.started()
  const sourcesDone = Promise.all(parts.sources).then(() => undefined)
  sourcesDone.catch(() => undefined)
  return {
    groups,
    health: health.read,
    metrics: measured,
    sourcesDone,
    append: (outputs) => append(bus, env, outputs),
    stop,
  }
}

interface Staged {
  readonly declaration: Declaration
  readonly stage: Stage
}

interface Wiring extends RunOptions {
  readonly generation: string
  readonly health: HealthBoard
  readonly metrics: Metrics
}

/** Parses the configuration, makes the topics, starts every resource once, and gives each declaration its own. */
async function wire(declarations: readonly Declaration[], options: Wiring) {
  const { bus, store, env, generation, health, metrics } = options
  const settings = parseSettings(declarations, env)
  const wanted = new Map(declarations.map((one) => [one, one.resources(settings.get(one.name) ?? {})]))
  const distinct = new Map<string, Resource<unknown>>()
  for (const some of wanted.values())
    for (const one of Object.values(some)) if (!distinct.has(one.name)) distinct.set(one.name, one)
  await bus.ensureTopics(topicSpecs(declarations, env))
  const log = options.log ?? silentLog()
  const eraser = await startEraser(store, log)
  const suspects = takeTurns()
  const resources = await startAll(Object.fromEntries(distinct))

  const stageOf = (declaration: Declaration): Stage => ({
    name: declaration.name,
    group: groupOf(declaration, env, generation).group,
    generation,
    bus,
    store,
    env,
    config: settings.get(declaration.name) ?? {},
    deps: Object.fromEntries(
      Object.entries(wanted.get(declaration) ?? {}).map(([key, one]) => [key, resources.values[one.name]]),
    ),
    log,
    metrics,
    health,
    eraser,
    suspects,
    now: options.now ?? Date.now,
    retryDelaysMs: options.retryDelaysMs ?? retryTiers.map((tier) => tier.delayMs),
    at: options.at ?? (async () => undefined),
  })
  return {
    resources,
    eraser,
    log,
    stages: declarations.map((declaration): Staged => ({ declaration, stage: stageOf(declaration) })),
  }
}

async function startParts(
  { declaration, stage }: Staged,
  parts: Parts,
  signal: AbortSignal,
  metrics: () => Promise<string>,
): Promise<void> {
  const { deps, config, store, bus, env, health, log } = stage
  const to = outputsTo(declaration.produces)
  const appendOutputs = (outputs: readonly Output[]) => append(bus, env, outputs)
  const { heard, subscription } = await hear(declaration, stage)
  if (subscription) parts.hearing.push(subscription)
  const server = await declaration.serve?.({
    config,
    deps,
    store,
    to,
    append: appendOutputs,
    health: health.read,
    metrics,
    heard,
    report: (error) => log.error({ service: stage.name, err: error }, 'a request failed'),
  })
  if (server) parts.servers.push(server)
  if (declaration.kind === 'source') parts.sources.push(pumpSource(declaration, stage, signal))
}

async function measureLag(bus: Bus, groups: readonly Group[], metrics: Metrics): Promise<void> {
  for (const { group, topics } of groups) {
    const waiting = new Map(topics.map((topic) => [topic, 0]))
    for (const one of await bus.lag(group, topics)) waiting.set(one.topic, (waiting.get(one.topic) ?? 0) + one.waiting)
    for (const [topic, records] of waiting) metrics.lag.set({ group, topic }, records)
  }
}
