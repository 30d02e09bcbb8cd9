// What happens to each request, by seed and rates, and what became of it all.

import { seededRandom } from './random.ts'

export interface FaultRates {
  /** 429 with `Retry-After`. */
  readonly tooManyRequests: number
  readonly unavailable: number
  /** Carried out, then the connection is cut or the answer never comes. */
  readonly lostAnswer: number
  /** Bulk requests of which some items are answered 429 or 503 and not carried out. */
  readonly partialBulk: number
}

/** Share of the items of such a bulk; at least one. */
const FAILED_ITEMS = 0.3

export type Fate = 'pass' | 'too-many-requests' | 'unavailable' | 'cut' | 'hang'

export interface FaultPlan {
  fate(): Fate
  /** Which of so many items of a bulk fail, and how. */
  failing(items: number): ReadonlyMap<number, 429 | 503>
}

export function faultPlan(seed: number, rates: FaultRates): FaultPlan {
  const random = seededRandom(seed)
  return {
    fate: () => {
      let at = random()
      const falls = (rate: number): boolean => {
        const hit = at < rate
        at -= rate
        return hit
      }
      if (falls(rates.tooManyRequests)) return 'too-many-requests'
      if (falls(rates.unavailable)) return 'unavailable'
      if (falls(rates.lostAnswer / 2)) return 'cut'
      return falls(rates.lostAnswer / 2) ? 'hang' : 'pass'
    },
    failing: (items) => {
      const failing = new Map<number, 429 | 503>()
      if (items === 0 || random() >= rates.partialBulk) return failing
      const one = () => (random() < 0.5 ? 429 : 503)
      for (let i = 0; i < items; i++) if (random() < FAILED_ITEMS) failing.set(i, one())
      if (failing.size === 0) failing.set(Math.floor(random() * items), one())
      return failing
    },
  }
}

export interface FaultCounts {
  readonly requests: number
  readonly bulks: number
  /** Requests by what happened to them; `partial` are bulks that passed in part. */
  readonly fates: Readonly<Record<Fate | 'partial', number>>
  readonly items: {
    readonly sent: number
    /** Answered 429 or 503 one by one. */
    readonly failed: number
    /** Sent again, as they were, although the client had been told that they were stored. */
    readonly needless: number
  }
  /** How often each marked document was refused with 400. */
  readonly refusals: ReadonlyMap<string, number>
}
