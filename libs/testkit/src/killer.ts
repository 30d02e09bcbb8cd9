// Chooses whom to kill and when, from a seed: every victim equally often, in an order of its own.

import { mulberry32 } from './random.ts'

export interface Kill<V> {
  readonly victim: V
  /** How long the victim is left alone before. */
  readonly afterMs: number
}

/** `times` kills of each victim; each within `longestMs`. */
export function killPlan<V>(victims: readonly V[], times: number, seed: number, longestMs: number): Kill<V>[] {
  const random = mulberry32(seed)
  return Array.from({ length: times }, () => victims)
    .flatMap((round) =>
      round
        .map((victim) => ({ victim, place: random() }))
        .sort((a, b) => a.place - b.place)
        .map(({ victim }) => victim),
    )
    .map((victim) => ({ victim, afterMs: Math.floor(random() * longestMs) }))
}
