// The services as processes of their own, as a team runs them; and waiting until they have nothing left to do.

import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { askForPause, backlog, type Env, type Group, groupsOf } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { type ServiceProcess, standIns, startProcess } from '@thala/testkit'
import { pipeline } from '../../services/all/src/declarations.ts'
import { type Lateness, lateness } from './event-loop.ts'
import type { Installed } from './installation.ts'

/** Each line is a process. */
export const services: readonly (readonly string[])[] = [
  ['attachments'],
  ['classifier'],
  ['linker'],
  ['indexer-messages', 'indexer-incidents', 'indexer-directory'],
]
export const stages = ['attachments', 'classifier', 'linker', 'indexer-messages', 'indexer-incidents'] as const

export const declarationsOf = (names: readonly string[]): readonly Declaration[] =>
  pipeline(standIns()).filter(({ name }) => names.includes(name))

const script = fileURLToPath(new URL('stage-process.ts', import.meta.url))
const LOOK_EVERY_MS = 100
const LONGEST_WAIT_MS = 30 * 60_000

export interface Processes {
  readonly groups: readonly Group[]
  /** Rejects when one of them ends before it is asked to. */
  readonly died: Promise<never>
  /** Of each process, since the last call. */
  eventLoops(): Promise<Lateness[]>
  stop(): Promise<void>
}

export async function startProcesses(env: Env, each: readonly (readonly string[])[] = services): Promise<Processes> {
  const begun = await Promise.allSettled(each.map((names) => startProcess(script, names, env)))
  const processes = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  let stopping = false
  const stop = async () => {
    stopping = true
    await Promise.all(processes.map((one) => one.end('SIGTERM')))
  }
  const failed = begun.find((one) => one.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const groups = groupsOf(declarationsOf(each.flat()), env)
  const deaths = processes.map(async ({ pid, gone, log }): Promise<never> => {
    const code = await gone
    if (stopping) return never
    throw new Error(`process ${pid} ended with ${code ?? 'a signal'}: ${log.at(-1)}`)
  })
  const died = Promise.race(deaths)
  died.catch(() => undefined)
  return { groups, died, eventLoops: () => Promise.all(processes.map(eventLoopOf)), stop }
}

async function eventLoopOf({ pid, log }: ServiceProcess): Promise<Lateness> {
  const told = log.length
  process.kill(pid, 'SIGUSR2')
  for (;;) {
    for (const line of log.slice(told)) {
      const found = line.startsWith('{"p50Ms"') ? lateness.parse(JSON.parse(line)) : undefined
      if (found) return found
    }
    await wait(LOOK_EVERY_MS)
  }
}

const never = new Promise<never>(() => undefined)

/** Waits until nothing is left to do. */
export const quiet = ({ bus }: Pick<Installed, 'bus'>, { groups, died }: Processes): Promise<void> =>
  Promise.race([died, nothingWaits(bus, groups)])

/** As `drain` of the runtime, but looking less often: every look costs the broker some twenty requests. */
async function nothingWaits(bus: Installed['bus'], groups: readonly Group[]): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS
  let before = ''
  for (;;) {
    const { waiting, ends, groups: left } = await backlog(bus, groups)
    if (waiting === 0 && ends === before) return
    if (Date.now() > deadline) throw new Error(`still waiting: ${JSON.stringify(left)}`)
    before = waiting === 0 ? ends : ''
    await wait(LOOK_EVERY_MS)
  }
}

export const hold = ({ store }: Installed): Promise<void> => askForPause(store, 'a benchmark is being prepared')
export const letGo = ({ store }: Installed): Promise<void> => askForPause(store, null)
