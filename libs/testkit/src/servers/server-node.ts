// One server process that can be started, killed and started again on the data that it left.

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import { exitOf } from './instance.ts'

const START_TIMEOUT_MS = 180_000
const POLL_MS = 50
const SHOWN_LINES = 20
const PORT_TAKEN = /BindException|Address already in use/

export interface NodeSettings {
  readonly name: string
  /** Holds `log` and, while it runs, `group`: the process group, for the guardian of the instance. */
  readonly folder: string
  readonly command: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** Asked again and again with what the process has printed since its start. */
  readonly isReady: (log: string) => boolean | Promise<boolean>
  /** Where the server writes its own process id, when `command` is only its launcher. */
  readonly pidFile?: string
}

export interface ServerNode {
  /** Resolves when it is ready; on the same data and port as before. */
  start(): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves when the process is gone. */
  terminate(): Promise<void>
  /** Resolves when no process of this node is left; at once when none runs. */
  gone(): Promise<void>
}

interface Running {
  readonly child: ChildProcess
  readonly exited: Promise<void>
}

/** A JVM that attaches to itself leaves this behind when it is killed; the next one of that process id would not start. */
const attachFile = (pid: number | undefined): string => `/tmp/.java_pid${pid}`

export function serverNode(settings: NodeSettings): ServerNode {
  const log = join(settings.folder, 'log')
  let running: Running | undefined

  async function signal(name: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!running) return
    const { child, exited } = running
    const pid = settings.pidFile ? Number(await readFile(settings.pidFile, 'utf8')) : child.pid
    if (pid) process.kill(pid, name)
    await exited
    rmSync(attachFile(pid), { force: true })
  }

  return {
    async start() {
      if (running) throw new ThalaError('bad-input', `${settings.name} runs already; kill or terminate it first`)
      const { child, exited } = launch(settings, log)
      running = {
        child,
        exited: exited.finally(() => {
          running = undefined
        }),
      }
      await untilReady(settings, log, () => running === undefined)
    },
    kill: () => signal('SIGKILL'),
    terminate: () => signal('SIGTERM'),
    gone: async () => running?.exited,
  }
}

function launch({ folder, command, environment, pidFile }: NodeSettings, log: string): Running {
  mkdirSync(folder, { recursive: true })
  if (pidFile) rmSync(pidFile, { force: true })
  const group = join(folder, 'group')
  const output = openSync(log, 'w')
  // The shell names the group before anything else runs, so that no moment is left in which the guardian knows nothing.
  const child = spawn('sh', ['-c', 'echo $$ > "$0"; exec "$@"', group, ...command], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: folder,
    env: environment,
  })
  closeSync(output)
  return { child, exited: exitOf(child).finally(() => rmSync(group, { force: true })) }
}

async function untilReady({ name, isReady }: NodeSettings, log: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const ended = hasEnded()
    const text = await readFile(log, 'utf8')
    if (ended) throw startError(name, 'ended while it started', text)
    if (await isReady(text)) return
    if (Date.now() > deadline) throw startError(name, `was not ready within ${START_TIMEOUT_MS / 1_000} s`, text)
    await delay(POLL_MS)
  }
}

function startError(name: string, what: string, log: string): ThalaError {
  const taken = PORT_TAKEN.exec(log)
  if (taken) return new ThalaError('port-in-use', `${name} ${what}: another process has its port (${taken[0]})`)
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !/^\s+(?:at |\.\.\.)/.test(line))
  return new ThalaError('dependency-down', `${name} ${what}; it said:\n${lines.slice(-SHOWN_LINES).join('\n')}`)
}
