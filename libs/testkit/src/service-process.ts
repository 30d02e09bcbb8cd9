// A service in a process of its own, as an operator runs it: started, waited for until it says that it is up, killed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Env } from '@thala/runtime'
import { z } from 'zod'

export interface ServiceProcess {
  /** Where its /livez, /readyz and /metrics are. */
  readonly health: string
  readonly pid: number
  /** Sends the signal and resolves with the exit code (null after SIGKILL) when the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
  /** Resolves when the process is gone, whatever ended it. */
  readonly gone: Promise<number | null>
  /** What it logged, one line each. */
  readonly log: readonly string[]
}

const startedLine = z.object({ msg: z.literal('started'), health: z.url() })

/** `script`: a TypeScript file, run as it is. Throws with what the process said when it ends before it is up. */
export async function startProcess(script: string, args: readonly string[], env: Env): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  const exited = once(child, 'exit').then(() => child.exitCode)
  const { promise: up, resolve } = Promise.withResolvers<string>()
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line))
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.push(line)
    const health = healthIn(line)
    if (health !== null) resolve(health)
  })
  const health = await Promise.race([up, exited])
  if (typeof health !== 'string') throw new Error(`${script} ended before it was up:\n${log.join('\n')}`)
  return {
    health,
    pid: child.pid ?? 0,
    log,
    gone: exited,
    end: async (signal) => {
      child.kill(signal)
      return exited
    },
  }
}

function healthIn(line: string): string | null {
  try {
    const parsed = startedLine.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data.health : null
  } catch {
    return null
  }
}
