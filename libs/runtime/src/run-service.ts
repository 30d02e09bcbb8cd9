// One process with some of the services, beside others that run the rest: what every `main.ts` calls.
// It says one line when it is up, logs to standard output, stops in order at SIGTERM, and ends with 1 when it cannot go on.

import { ThalaError } from '@thala/contracts'
import type { Declaration } from '@thala/service'
import { readEnvironment } from './environment.ts'
import { serveHealth } from './health-page.ts'
import { isShared, openInstallation } from './installation/open.ts'
import { stopAsked, stopInTime } from './lifetime.ts'
import { createLog, redactor } from './log.ts'
import { type Running, run } from './run.ts'
import type { Env } from './topology.ts'

const LOOK_EVERY_MS = 500

/** For tests that cannot wait as long as operators can. */
interface ForTests {
  readonly sessionTimeoutMs?: number
  readonly retryDelaysMs?: readonly number[]
}

/** Runs until it is asked to stop. Throws what keeps it from starting; ends the process with 1 when it cannot go on. */
export async function runServices(
  declarations: readonly Declaration[],
  env: Env,
  { sessionTimeoutMs, retryDelaysMs }: ForTests = {},
): Promise<void> {
  const names = declarations.map(({ name }) => name).join(', ')
  if (!isShared(env))
    throw new ThalaError(
      'bad-config',
      `${names} alone: the other services run in other processes, so the log and the documents must be on servers: set KAFKA_BOOTSTRAP_SERVERS and ELASTICSEARCH_URL (or run everything in one process: npm start)`,
    )
  const asked = stopAsked()
  const log = createLog(env)
  const onNotice = (line: string) => log.warn(line)
  const installation = await openInstallation(env, { dataDir: '', access: 'append', sessionTimeoutMs, onNotice })
  const { THALA_HEALTH_HOST, THALA_HEALTH_PORT } = installation.settings
  const running = await run(declarations, {
    ...installation,
    env,
    log,
    some: true,
    ...(retryDelaysMs && { retryDelaysMs }),
  })
  const page = await serveHealth(running, THALA_HEALTH_HOST, THALA_HEALTH_PORT)
  log.info({ services: names, health: page.url, pid: process.pid }, 'started')
  const failure = await Promise.race([asked, failed(running)])
  if (failure !== undefined) log.fatal({ reason: failure }, 'cannot go on')
  const stopped = await stopInTime(async () => {
    await running.stop()
    await page.stop()
    await installation.close()
  })
  log.info({ stopped }, 'ended')
  process.exit(failure === undefined ? 0 : 1)
}

/** Resolves with the reason when the process should be replaced. */
const failed = ({ health }: Running): Promise<string> =>
  new Promise((resolve) => {
    const look = setInterval(() => {
      const { live, reasons } = health()
      if (live) return
      clearInterval(look)
      resolve(reasons.join('; '))
    }, LOOK_EVERY_MS)
    look.unref()
  })

/** `main.ts` of a service: the same, with the process's own environment, and one line for what the caller can mend. */
export async function runService(...declarations: readonly Declaration[]): Promise<void> {
  const env = readEnvironment()
  try {
    await runServices(declarations, env)
  } catch (error) {
    const text = error instanceof ThalaError ? error.message : error instanceof Error ? error.stack : String(error)
    process.stderr.write(`thala: ${redactor(env)(text ?? '')}\n`)
    process.exit(error instanceof ThalaError ? 2 : 1)
  }
}
