// What was fetched of one partition and is not committed yet. The lane takes from it, and again from the committed offset
// on after a failure, without another fetch; the fetcher fills it up.

import type { Fetched as Delivered } from '../lane.ts'
import type { BusRecord } from '../port.ts'
import type { Place } from '../position.ts'
import type { Fetched } from './messages.ts'

export interface Feed {
  readonly place: Place
  /** Where to fetch from; null while there is enough, or nobody takes. */
  wants(): number | null
  /** What was fetched from `from` on; passed over when that is no longer where this is. */
  accept(from: number, fetched: Fetched): void
  /** No record before this one is kept by the log any more. */
  startsAt(earliest: number): void
  /** Told to whoever takes next; nothing is fetched until then. */
  fail(error: unknown): void
  /** For the lane. */
  take(from: number, limit: number, signal: AbortSignal): Promise<Delivered>
}

/** More than this is not fetched ahead. */
const AHEAD_BYTES = 4 * 1024 * 1024
const NOTHING: Delivered = { records: [], gapEnd: null }

/** `wake`: tells the fetcher that there is room. */
export function openFeed(place: Place, earliest: number, batchSize: number, wake: () => void): Feed {
  let start = earliest
  /** Next offset to fetch; null until somebody takes. */
  let cursor: number | null = null
  const records: BusRecord[] = []
  let bytes = 0
  let failure: { readonly error: unknown } | null = null
  let arrived = () => {}

  const size = (some: readonly BusRecord[]) => some.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
  const dropBefore = (from: number) => {
    const left = records.findIndex(({ offset }) => offset >= from)
    const dropped = records.splice(0, left < 0 ? records.length : left)
    bytes -= size(dropped)
  }
  const hasRoom = () => records.length < 2 * batchSize && bytes < AHEAD_BYTES

  const take: Feed['take'] = async (from, limit, signal) => {
    dropBefore(from)
    for (;;) {
      if (signal.aborted) return NOTHING
      if (failure) {
        const { error } = failure
        failure = null
        throw error
      }
      if (records.length > 0) {
        if (hasRoom()) wake()
        return { records: records.slice(0, limit), gapEnd: null }
      }
      if (from < start) return { records: [], gapEnd: start }
      cursor = Math.max(cursor ?? from, from)
      await new Promise<void>((resolve) => {
        arrived = () => {
          signal.removeEventListener('abort', arrived)
          resolve()
        }
        signal.addEventListener('abort', arrived)
        wake()
      })
    }
  }
  return {
    place,
    wants: () => (failure === null && hasRoom() ? cursor : null),
    accept: (from, fetched) => {
      if (from !== cursor || fetched.next <= from) return
      cursor = fetched.next
      records.push(...fetched.records)
      bytes += size(fetched.records)
      if (records.length > 0) arrived()
    },
    startsAt: (offset) => {
      start = offset
      arrived()
    },
    fail: (error) => {
      failure = { error }
      arrived()
    },
    take,
  }
}
