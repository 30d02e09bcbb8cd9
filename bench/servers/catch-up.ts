// A backlog worked off by the whole pipeline, each service a process, against the slowest of its stages alone on the same
// records: a ratio of 1 would mean that the others cost nothing. Then how late the event loops of its processes were
// meanwhile, against this process, which only waits.

import { type Env, topicName } from '@thala/runtime'
import { median, type Result, type Size, seconds } from '../measure.ts'
import { followEventLoop, type Lateness } from './event-loop.ts'
import { type Installed, inInstallation } from './installation.ts'
import type { Servers } from './obtain.ts'
import { declarationsOf, hold, letGo, quiet, services, stages, startProcesses } from './processes.ts'
import { append, traffic } from './traffic.ts'

export interface CatchUp extends Size {
  /** Events in the backlog. */
  readonly events: number
}

interface WorkedOff {
  readonly seconds: number
  /** Of each process. */
  readonly late: readonly Lateness[]
  readonly waiter: Lateness
}

interface Round {
  readonly pipeline: WorkedOff
  readonly alone: ReadonlyMap<string, number>
}

export async function benchCatchUp(servers: Servers, { full, events }: CatchUp): Promise<Result[]> {
  const rounds: Round[] = []
  for (let round = 0; round < (full ? 1 : 3); round++)
    rounds.push(await inInstallation(servers, (one) => measure(one, events)))
  return [...throughput(rounds, events), ...eventLoops(rounds.map(({ pipeline }) => pipeline))]
}

async function measure(installed: Installed, events: number): Promise<Round> {
  const records = traffic(installed.env, events).take(events)
  const pipeline = await workOff(installed, services, () => append(installed, records))
  const alone = new Map<string, number>()
  for (const stage of stages) {
    const own = (other: Installed) => workOff(other, [[stage]])
    alone.set(stage, (await inInstallation(installed.servers, own, inputsOf(stage, installed.env))).seconds)
  }
  return { pipeline, alone }
}

/** Starts the processes, lets them go on what waits for them, and waits until nothing is left. */
async function workOff(
  installed: Installed,
  processes: readonly (readonly string[])[],
  fill: () => Promise<void> = async () => undefined,
): Promise<WorkedOff> {
  await hold(installed)
  const started = await startProcesses(installed.env, processes)
  try {
    await fill()
    await started.eventLoops()
    const here = followEventLoop()
    const took = await seconds(async () => {
      await letGo(installed)
      await quiet(installed, started)
    })
    const waiter = here.since()
    return { seconds: took, late: await started.eventLoops(), waiter }
  } finally {
    await started.stop()
  }
}

/** Variables by which a stage reads what another installation's stages wrote. */
const inputsOf = (stage: string, env: Env): Env =>
  Object.fromEntries(
    declarationsOf([stage]).flatMap(({ consumes }) =>
      Object.values(consumes).map((topic) => [topic.env, topicName(topic, env)]),
    ),
  )

function throughput(rounds: readonly Round[], events: number): Result[] {
  const measure = { of: 'a second', unit: 'events' } as const
  const rateOf = (seconds: (round: Round) => number) => median(rounds.map((round) => events / seconds(round)))
  const alone = stages.map((stage) => ({ stage, rate: rateOf((round) => round.alone.get(stage) ?? Number.NaN) }))
  const [slowest, ...others] = alone.sort((a, b) => a.rate - b.rate)
  const ours = rateOf(({ pipeline }) => pipeline.seconds)
  const rest = others.map(({ stage, rate }) => `${stage} ${Math.round(rate).toLocaleString('en')}`)
  return [
    {
      what: `catch-up of ${events.toLocaleString('en')} events, ${services.length} processes`,
      measure,
      ours,
      peer: slowest?.rate ?? Number.NaN,
      peerName: `${slowest?.stage} alone (${rest.join(', ')})`,
    },
  ]
}

/** Of the process that is worst off in each round. */
function eventLoops(rounds: readonly WorkedOff[]): Result[] {
  return (['p50Ms', 'p99Ms', 'maxMs'] as const).map((key) => ({
    what: `event loop in catch-up, worst of the ${services.length} processes, late by ${key.slice(0, -2)}`,
    measure: { of: 'ms' },
    ours: median(rounds.map(({ late }) => Math.max(...late.map((one) => one[key])))),
    peer: median(rounds.map(({ waiter }) => waiter[key])),
    peerName: 'a process that waits meanwhile',
  }))
}
