// One partition on its way to one subscription: waits for records, delivers one batch at a time. The same for every log.
// Promise: what is not committed is delivered again, after a pause that grows while nothing gets done.

import { randomUUID } from 'node:crypto'
import { type Faults, noFaults } from './faults.ts'
import type { Batch, BusRecord, SubscribeOptions } from './port.ts'
import { openPosition, type Place, type Position, type PositionStore } from './position.ts'

/** Waits so long, or until `signal` is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export const FIRST_PAUSE_MS = 50
export const LONGEST_PAUSE_MS = 2_000
const DEFAULT_BATCH_SIZE = 200

export interface Fetched {
  readonly records: readonly BusRecord[]
  /** Records before this offset, and not before the one asked for, are gone: a gap. Null without one. */
  readonly gapEnd: number | null
}

export interface LaneSetting {
  readonly place: Place
  readonly options: SubscribeOptions
  readonly pause: Pause
  readonly position: PositionStore
  /** Waits until there are records at `from` or later, or `signal` is aborted; at most `limit`, ascending. */
  readonly fetch: (from: number, limit: number, signal: AbortSignal) => Promise<Fetched>
  readonly faults?: Faults
  /** Resolves when the partition's former owner has let go. */
  readonly after: Promise<unknown>
}

export interface Lane {
  /** Asks the running batch to end; its commits still count. */
  abort(): void
  /** From now on its commits are refused. */
  release(): void
  /** Aborts, waits for the running batch up to `timeoutMs`, then releases. */
  end(timeoutMs: number): Promise<void>
}

export function startLane(setting: LaneSetting): Lane {
  const { pause, place, options } = setting
  const position = openPosition(place, setting.position)
  const claim = randomUUID()
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
        done = await step(setting, { position, claim, signal })
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
    abort: () => aborter.abort(),
    release: () => {
      aborter.abort()
      position.release()
    },
    end: async (timeoutMs) => {
      aborter.abort()
      await within(timeoutMs, ended)
      position.release()
    },
  }
}

/** What one owner of a partition has, from taking it over to letting it go. */
interface Tenure {
  readonly position: Position
  readonly claim: string
  readonly signal: AbortSignal
}

/** Waits for records and delivers one batch. Answers false when something of it is left to be delivered again. */
async function step(setting: LaneSetting, tenure: Tenure): Promise<boolean> {
  const { pause, place, options, faults = noFaults } = setting
  const { position, signal } = tenure
  const from = position.current()
  const { records, gapEnd } = await setting.fetch(from, options.batchSize ?? DEFAULT_BATCH_SIZE, signal)
  if (signal.aborted) return true
  if (gapEnd !== null) {
    options.onGap?.({ topic: place.topic, partition: place.partition, from, to: gapEnd })
    await position.skipTo(gapEnd)
    return true
  }
  const delayMs = faults.delay()
  if (delayMs > 0) await pause(delayMs, signal)
  if (signal.aborted || records.length === 0) return true

  const batch = records.slice(0, faults.cut(records.length))
  await deliver(setting, tenure, batch)
  if (position.current() < endOf(batch)) return false
  if (faults.redeliver() && !signal.aborted) await deliver(setting, tenure, batch)
  return true
}

const endOf = (records: readonly BusRecord[]): number => (records.at(-1)?.offset ?? 0) + 1

async function deliver(
  { place, options }: LaneSetting,
  { position, claim, signal }: Tenure,
  records: readonly BusRecord[],
): Promise<void> {
  const batch: Batch = {
    topic: place.topic,
    partition: place.partition,
    records,
    signal,
    claim,
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
export function reportError(options: SubscribeOptions, { topic, partition }: Place, error: unknown): void {
  if (options.onError) options.onError(error, { topic, partition })
  else
    process.emitWarning(
      `group ${options.group}, ${topic}/${partition}: ${error instanceof Error ? error.stack : error}`,
    )
}

/** Resolves when `work` has ended, at the latest after `timeoutMs`. */
export async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
