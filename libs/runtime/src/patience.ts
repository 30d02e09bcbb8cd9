// Waiting for what is outside: the partition pauses, keeps its heartbeat, spends no tries.

import { setTimeout as wait } from 'node:timers/promises'
import type { Batch } from '@thala/bus'
import { errorLine, isThalaError } from '@thala/contracts'
import type { Stage } from './stage.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000
/** Well inside the session timeout of a consumer group. */
const HEARTBEAT_MS = 3_000

/** Waits in slices short enough to keep the heartbeat. Rejects when the batch is aborted. */
export async function pause(batch: Pick<Batch, 'heartbeat' | 'signal'>, durationMs: number): Promise<void> {
  for (let left = durationMs; left > 0; left -= HEARTBEAT_MS) {
    await wait(Math.min(left, HEARTBEAT_MS), undefined, { signal: batch.signal })
    await batch.heartbeat()
  }
}

/** Runs `work` until it does not fail for want of something outside. Any other error goes on. */
export async function patiently<T>(
  stage: Stage,
  batch: Pick<Batch, 'heartbeat' | 'signal'>,
  work: () => Promise<T>,
): Promise<T> {
  const key = `dependency:${stage.name}`
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const result = await work()
      stage.health.recover(key)
      return result
    } catch (error) {
      if (!isThalaError(error, 'dependency-down') || batch.signal.aborted) throw error
      stage.health.degrade(key, `${stage.name} waits: ${errorLine(error)}`)
      stage.metrics.pauses.inc({ service: stage.name })
      stage.log.warn({ service: stage.name, error: errorLine(error), pauseMs }, 'waiting for a dependency')
      await pause(batch, pauseMs)
    }
  }
}

/** Keeps the partition while `work` runs or waits for its turn. */
export async function whileBeating<T>(batch: Pick<Batch, 'heartbeat'>, work: () => Promise<T>): Promise<T> {
  let beat: NodeJS.Timeout | undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      beat = setInterval(() => void batch.heartbeat().catch(reject), HEARTBEAT_MS)
      work().then(resolve, reject)
    })
  } finally {
    clearInterval(beat)
  }
}

/** Fails `work` after `deadlineMs`. */
export async function withDeadline<T>(deadlineMs: number, work: () => Promise<T> | T): Promise<T> {
  let deadline: NodeJS.Timeout | undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      deadline = setTimeout(() => reject(new Error(`took longer than ${deadlineMs} ms`)), deadlineMs)
      Promise.resolve().then(work).then(resolve, reject)
    })
  } finally {
    clearTimeout(deadline)
  }
}
