// How much one server takes on: so many requests in hand at once, and of one caller so many a second. What is too much is
// told to come back; whoever is answered is answered in good time.

import { tooMany } from './authenticate.ts'
import { buckets } from './bucket.ts'
import { Problem } from './problem.ts'

/** Requests in hand at once. Each may hold a body, a look into the store and one of the models. */
const MAX_IN_HAND = 128
/** Streams that stay open. */
const MAX_OPEN = 128
/** A caller may begin with two seconds' worth at once. */
const BURST_SECONDS = 2

export interface Overload {
  /** Throws a `Problem` with 503 when there is too much in hand; else answers what to call when this one is done. */
  enter(isLong: boolean): () => void
  /** Throws a `Problem` with 429 when this caller asks too often. */
  count(caller: string): void
}

export interface OverloadOptions {
  /** Requests of one caller, on average. */
  readonly perSecond: number
  readonly maxInHand?: number | undefined
  readonly now: () => number
}

export function watchOverload({ perSecond, maxInHand = MAX_IN_HAND, now }: OverloadOptions): Overload {
  const callers = buckets({ burst: perSecond * BURST_SECONDS, perSecond }, now)
  const inHand = { short: 0, long: 0 }
  return {
    enter: (isLong) => {
      const kind = isLong ? 'long' : 'short'
      if (inHand[kind] >= (isLong ? MAX_OPEN : maxInHand))
        throw new Problem(503, 'Busy', 'Too many requests are in hand. Try again in 1 s.', {}, { 'retry-after': '1' })
      inHand[kind]++
      let isIn = true
      return () => {
        if (isIn) inHand[kind]--
        isIn = false
      }
    },
    count: (caller) => {
      const waitSeconds = callers.take(caller)
      if (waitSeconds > 0) throw tooMany(waitSeconds, 'This caller asks too often.')
    },
  }
}
