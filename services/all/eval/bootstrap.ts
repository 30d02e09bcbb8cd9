// Intervals by resampling the cases. Promise: the same cases and the same seed give the same interval.

import { seededRandom } from '@thala/bus'
import type { Figure } from './figures.ts'

const ROUNDS = 400
const SEED = 20_250_908

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? 0

/** A statistic of the cases with its 95 % percentile interval. `n`: how many cases it rests on, if not all of them. */
export function estimate<T>(
  cases: readonly T[],
  statistic: (cases: readonly T[]) => number,
  { n = cases.length, baseline }: { n?: number; baseline?: Figure['baseline'] } = {},
): Figure {
  const next = seededRandom(SEED)
  const draw = (): T[] => cases.flatMap(() => cases[Math.floor(next() * cases.length)] ?? [])
  const values = Array.from({ length: ROUNDS }, () => statistic(draw())).sort((a, b) => a - b)
  const bounds = { lo: quantile(values, 0.025), hi: quantile(values, 0.975) }
  return { value: statistic(cases), n, ...bounds, ...(baseline && { baseline }) }
}
