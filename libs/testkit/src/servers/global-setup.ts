// For the integration run: one Kafka and one Elasticsearch for all of its files. `inject('kafka')` and
// `inject('elasticsearch')` give their addresses, undefined where there is none; it says aloud which.

import { errorLine } from '@thala/contracts'
import type { TestProject } from 'vitest/node'
import type { Program } from './downloads.ts'
import { type Obtained, obtainServer } from './obtain.ts'
import { type Wanted, wantedServers } from './origin.ts'

declare module 'vitest' {
  interface ProvidedContext {
    kafka: string | undefined
    elasticsearch: string | undefined
  }
}

export default async function startServers({ provide }: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const wanted = wantedServers(process.env)
  const all: Program[] = ['kafka', 'elasticsearch']
  const started = await Promise.allSettled(all.map((program) => start(program, wanted)))
  const stop = async () => {
    await Promise.all(started.map(async (one) => (one.status === 'fulfilled' ? one.value?.stop() : undefined)))
  }
  const failed = started.find((one) => one.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  for (const [index, program] of all.entries()) {
    const one = started[index]
    provide(program, one?.status === 'fulfilled' ? one.value?.address : undefined)
  }
  return stop
}

async function start(program: Program, { programs, required }: Wanted) {
  if (!programs.includes(program)) {
    say(program, 'not started, as THALA_TEST_SERVERS says; tests that need it are skipped')
    return undefined
  }
  const begun = performance.now()
  const server = await attempt(program, required)
  if ('missing' in server) {
    if (required) throw new Error(`${program} is required for this run: ${server.missing}`)
    say(program, `tests that need it are skipped: ${server.missing}`)
    return undefined
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  say(program, `${server.origin}, ${server.address}, ready in ${seconds} s`)
  return server
}

async function attempt(program: Program, required: boolean): Promise<Obtained> {
  if (required) return obtainServer(program)
  return obtainServer(program).catch((error: unknown) => ({ missing: errorLine(error) }))
}

const say = (program: Program, line: string) => process.stdout.write(`${program}: ${line}\n`)
