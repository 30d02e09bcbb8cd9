// One process that reads, seen from its parent: started, asked one thing at a time, watched, ended. Promise: it is ended
// before it takes more memory or time than allowed, and every question gets an answer or the reason of its death.

import { type ChildProcess, fork } from 'node:child_process'
import { dependencyDown } from '@thala/contracts'
import { MAX_STARTING_MS } from './limits.ts'
import type { Reading } from './port.ts'
import type { Answer, Question } from './protocol.ts'
import { residentBytes } from './resident-memory.ts'

export interface ProcessLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
  /** The program; another one in tests. */
  readonly program: URL
}

/** How it ended: by a limit that what it read went over, or by itself. */
export type Death = { readonly kind: 'limit'; readonly reason: string } | { readonly kind: 'died' }

export interface ReadingProcess {
  readonly pid: number
  read(bytes: Uint8Array): Promise<Reading | Death>
  residentBytes(): Promise<number>
  end(): Promise<void>
}

const LOOK_EVERY_MS = 10
/** Its own heap; pictures and the model lie outside of it. */
const HEAP_MEGABYTES = 192
const KEPT_STDERR = 2_000

/** Resolves when it is ready. Throws `dependency-down`, with what it said, when it ends before. */
export async function startReadingProcess(limits: ProcessLimits): Promise<ReadingProcess> {
  const child = fork(limits.program, [], {
    // It needs none of the variables, some of which are secret.
    env: {},
    execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-KEPT_STDERR)
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.on('error', () => resolve())
  })
  const end = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const ready = await Promise.race([firstWord(child), ended.then(() => false)])
  if (ready && child.pid !== undefined) return watched(child, child.pid, limits, ended, end)
  await end()
  throw dependencyDown('the process that reads attachments', new Error(said || 'it did not start in time'))
}

function firstWord(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const tooLong = setTimeout(() => resolve(false), MAX_STARTING_MS)
    child.once('message', () => {
      clearTimeout(tooLong)
      resolve(true)
    })
    child.once('exit', () => clearTimeout(tooLong))
  })
}

function watched(
  child: ChildProcess,
  pid: number,
  { timeoutMs, maxBytes }: ProcessLimits,
  ended: Promise<void>,
  end: () => Promise<void>,
): ReadingProcess {
  let nextId = 0

  const ask = (bytes: Uint8Array): Promise<Reading> => {
    const id = nextId++
    return new Promise((resolve) => {
      const hear = (answer: Answer) => {
        if (answer.kind !== 'read' || answer.id !== id) return
        child.off('message', hear)
        resolve(answer.reading)
      }
      child.on('message', hear)
      // That it is gone already is told by its end.
      child.send({ id, bytes } satisfies Question, () => undefined)
    })
  }

  const overLimit = (signal: AbortSignal): Promise<Death> =>
    new Promise((resolve) => {
      const deadline = setTimeout(
        () => resolve({ kind: 'limit', reason: `reading it took longer than ${timeoutMs / 1000} s` }),
        timeoutMs,
      )
      const look = setInterval(async () => {
        if ((await residentBytes(pid)) < maxBytes) return
        resolve({ kind: 'limit', reason: 'reading it takes more memory than is allowed' })
      }, LOOK_EVERY_MS)
      signal.addEventListener('abort', () => {
        clearTimeout(deadline)
        clearInterval(look)
      })
    })

  return {
    pid,
    read: async (bytes) => {
      const over = new AbortController()
      const died = ended.then((): Death => ({ kind: 'died' }))
      const result = await Promise.race([ask(bytes), overLimit(over.signal), died])
      over.abort()
      if ('kind' in result) await end()
      return result
    },
    residentBytes: () => residentBytes(pid),
    end,
  }
}
