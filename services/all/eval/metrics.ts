// The measures, as pure functions of judged rows. Promise: a share of nothing is 0, so that no figure is NaN.

/** One answer: what was said and what would have been right. */
export interface Judged {
  readonly truth: string
  readonly predicted: string
}

/** Share of a list for which something holds; 0 of an empty one. */
export const share = <T>(list: readonly T[], holds: (item: T) => boolean): number =>
  list.length === 0 ? 0 : list.filter(holds).length / list.length

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean F1 over the classes that occur as a truth. */
export function macroF1(rows: readonly Judged[]): number {
  const counts = new Map<string, { truths: number; said: number; right: number }>()
  const countOf = (name: string) => {
    const known = counts.get(name) ?? { truths: 0, said: 0, right: 0 }
    counts.set(name, known)
    return known
  }
  for (const { truth, predicted } of rows) {
    countOf(truth).truths++
    countOf(predicted).said++
    if (truth === predicted) countOf(truth).right++
  }
  const occurring = [...counts.values()].filter(({ truths }) => truths > 0)
  return mean(occurring.map(({ truths, said, right }) => (2 * right) / (truths + said)))
}

/** Several classes may be right: any of them counts as the first. */
export const judged = (accepted: readonly string[], predicted: string): Judged => {
  const truth = accepted[0] ?? ''
  return { truth, predicted: accepted.includes(predicted) ? truth : predicted }
}

export interface Alarm {
  readonly score: number
  /** Whether it should have raised the alarm. */
  readonly real: boolean
}

/** Share of the real ones that score above every threshold which lets at most `rate` of the others through. */
export function recallAtFalseAlarms(rows: readonly Alarm[], rate: number): number {
  const others = rows.filter(({ real }) => !real).map(({ score }) => score)
  others.sort((a, b) => b - a)
  // The first that must not pass: what equals it does not pass either.
  const threshold = others[Math.floor(others.length * rate)] ?? Number.NEGATIVE_INFINITY
  const real = rows.filter((row) => row.real)
  return share(real, ({ score }) => score > threshold)
}

/** Ranks count from 1; null: it was not among the results. */
export const hitAt =
  (k: number) =>
  (ranks: readonly (number | null)[]): number =>
    share(ranks, (rank) => rank !== null && rank <= k)

export const meanReciprocalRank = (ranks: readonly (number | null)[]): number =>
  mean(ranks.map((rank) => (rank === null ? 0 : 1 / rank)))

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Share of the words of `wanted` that stand in `read`, in any order, each as often as it is there. */
export function wordRecall(wanted: string, read: string): number {
  const there = new Map<string, number>()
  for (const word of wordsIn(read)) there.set(word, (there.get(word) ?? 0) + 1)
  const words = wordsIn(wanted)
  const found = words.filter((word) => {
    const left = there.get(word) ?? 0
    there.set(word, left - 1)
    return left > 0
  })
  return words.length === 0 ? 0 : found.length / words.length
}
