// One partition on its way to one subscription: waits for records, delivers one batch at a time.
// Promise: what is not committed is delivered again, after a pause that grows while nothing gets done.

import type { Batch, BusRecord, SubscribeOptions } from '../port.ts'
import type { Faults } from './faults.ts'
import type { Heads } from './heads.ts'
import type { Log, StreamPlace } from './log.ts'
import { openPosition, type Position } from './position.ts'

/** Waits so long, or until `signal` is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export const FIRST_PAUSE_MS = 50
export const LONGEST_PAUSE_MS = 2_000
const DEFAULT_BATCH_SIZE = 200

export interface LaneSetting {
  readonly log: Log
  readonly heads: Heads
  readonly faults: Faults
  readonly pause: Pause
  readonly place: StreamPlace
  readonly options: SubscribeOptions
  /** Where the lane starts: null = where its group is. A broadcast keeps its position in memory alone. */
  readonly from: number | null
  /** Resolves when the partition's former owner has let go. */
  readonly after: Promise<unknown>
}

export interface Lane {
  /** Aborts, waits for the running batch up to `timeoutMs`, then refuses its commits. */
  end(timeoutMs: number): Promise<void>
}

export function startLane(setting: LaneSetting): Lane {
  const { log, pause, place, options } = setting
  const position = openPosition(log, place, options.group, setting.from)
  const aborter = new AbortController()
  const { signal } = aborter

  const run = async (): Promise<void> => {
    let pauseMs = 0
    await setting.after
    while (!signal.aborted) {
      const before = position.current()
      let done = false
      try {
        await position.load()
        done = await step(setting, position, signal)
      } catch (error) {
        reportError(options, place, error)
      }
      if (done) {
        pauseMs = 0
        continue
      }
      const progress = position.current() > before
      pauseMs = progress || pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      await pause(pauseMs, signal)
    }
  }
  const ended = run()

  return {
    end: async (timeoutMs) => {
      aborter.abort()
      await within(timeoutMs, ended)
      position.release()
    },
  }
}

/** Waits for records and delivers one batch. Answers false when something of it is left to be delivered again. */
async function step(setting: LaneSetting, position: Position, signal: AbortSignal): Promise<boolean> {
  const { log, heads, faults, pause, place, options } = setting
  await heads.reaches(place.stream, position.current(), signal)
  if (signal.aborted) return true

  const from = position.current()
  const { records, gapEnd } = await log.fetch(place, from, options.batchSize ?? DEFAULT_BATCH_SIZE)
  if (gapEnd !== null) {
    options.onGap?.({ topic: place.topic, partition: place.partition, from, to: gapEnd })
    await position.skipTo(gapEnd)
    return true
  }
  const delayMs = faults.delay()
  if (delayMs > 0) await pause(delayMs, signal)
  if (signal.aborted || records.length === 0) return true

  const batch = records.slice(0, faults.cut(records.length))
  await deliver(setting, position, batch, signal)
  if (position.current() < endOf(batch)) return false
  if (faults.redeliver() && !signal.aborted) await deliver(setting, position, batch, signal)
  return true
}

const endOf = (records: readonly BusRecord[]): number => (records.at(-1)?.offset ?? 0) + 1

async function deliver(
  { place, options }: LaneSetting,
  position: Position,
  records: readonly BusRecord[],
  signal: AbortSignal,
): Promise<void> {
  const batch: Batch = {
    topic: place.topic,
    partition: place.partition,
    records,
    signal,
    commit: (offset) => position.commit(offset, endOf(records)),
    heartbeat: async () => position.requireOwnership(),
  }
  try {
    await options.onBatch(batch)
  } catch (error) {
    reportError(options, place, error)
  }
}

/** A handler's error that nobody looks at must not vanish. */
function reportError(options: SubscribeOptions, { topic, partition }: StreamPlace, error: unknown): void {
  if (options.onError) options.onError(error, { topic, partition })
  else
    process.emitWarning(
      `group ${options.group}, ${topic}/${partition}: ${error instanceof Error ? error.stack : error}`,
    )
}

/** Resolves when `work` has ended, at the latest after `timeoutMs`. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
