// Judges weights as the linker uses them: the best candidate, whether it is sure, whether the right one is among the first.

import { logistic, standsOut } from '../src/score.ts'
import type { Case } from './cases.ts'
import { type Fitted, fitScore, type Group, logOdds } from './logistic.ts'

export interface Judged {
  readonly source: string
  readonly isHeadline: boolean
  /** Scores, best first. */
  readonly scores: readonly { readonly score: number; readonly match: boolean }[]
}

/** Ranked by what can be told by words; the others are judged too. */
export const groupsIn = (cases: readonly Case[]): Group[] =>
  cases.filter(({ isHeadline }) => isHeadline).map(({ pairs }) => pairs)

export const judge = ({ source, isHeadline, pairs }: Case, w: Fitted): Judged => ({
  source,
  isHeadline,
  scores: pairs
    .map((pair) => ({ score: logistic(logOdds(w, pair)), match: pair.match }))
    .sort((a, b) => b.score - a.score),
})

/** Each source judged by weights fitted on the others. */
export const leaveOneOut = (cases: readonly Case[], timePrice: number): Judged[] =>
  [...new Set(cases.map(({ source }) => source))].flatMap((source) => {
    const others = cases.filter((one) => one.source !== source)
    const w = fitScore(groupsIn(others), timePrice)
    return cases.filter((one) => one.source === source).map((one) => judge(one, w))
  })

interface Bar {
  readonly threshold: number
  readonly margin: number
}

const isSure = ({ scores: [best, second] }: Judged, { threshold, margin }: Bar): boolean =>
  best !== undefined && best.score >= threshold && (!second || standsOut(best.score, second.score, margin))

/** Share of a list for which something holds; 0 of an empty one. */
const share = <T>(list: readonly T[], holds: (item: T) => boolean): number =>
  list.length === 0 ? 0 : list.filter(holds).length / list.length

const isRight = ({ scores }: Judged): boolean => scores[0]?.match === true

/** Too few sure answers prove nothing. */
const FEWEST = 40

/** The lowest threshold, in steps of 0.01, at which sure answers are right often enough. */
export function thresholdFor(
  all: readonly Judged[],
  { precision, margin, least = 0.3 }: { precision: number; margin: number; least?: number },
): number {
  for (let percent = Math.round(100 * least); percent < 99; percent++) {
    const threshold = percent / 100
    const sure = all.filter((one) => isSure(one, { threshold, margin }))
    if (sure.length < FEWEST) break
    if (share(sure, isRight) >= precision) return threshold
  }
  return 0.99
}

export function tableOf(all: readonly Judged[], bar: Bar): string[] {
  const row = (name: string, list: readonly Judged[]): string => {
    const sure = list.filter((one) => isSure(one, bar))
    const inThree = share(list, ({ scores }) => scores.slice(0, 3).some(({ match }) => match))
    const figures = [share(list, isRight), inThree, share(sure, isRight), sure.length / Math.max(1, list.length)]
    return `  ${name.padEnd(22)} ${String(list.length).padStart(5)} ${figures.map((x) => x.toFixed(3).padStart(9)).join('')}`
  }
  const sources = [...new Set(all.map(({ source }) => source))]
  const headline = all.filter((one) => one.isHeadline)
  return [
    `  ${''.padEnd(22)} cases    best=1  in top 3 precision coverage   at ${bar.threshold}, margin ${bar.margin}`,
    row('headline', headline),
    ...sources.map((source) =>
      row(
        `  ${source}`,
        headline.filter((one) => one.source === source),
      ),
    ),
    row('all, generic ones too', all),
  ]
}

/** Precision and coverage of sure answers by threshold: what a threshold is chosen from. */
export const curveOf = (all: readonly Judged[], margin: number): string[] =>
  [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9].map((threshold) => {
    const sure = all.filter((one) => isSure(one, { threshold, margin }))
    const coverage = sure.length / Math.max(1, all.length)
    return `  from ${threshold.toFixed(2)} precision ${share(sure, isRight).toFixed(3)} coverage ${coverage.toFixed(3)}`
  })

/** How many new incidents would be taken for one that is there already. */
export const strangersOf = (all: readonly Judged[]): string[] =>
  [0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9].map((threshold) => {
    const taken = share(all, (one) => isSure(one, { threshold, margin: 0 }))
    return `  from ${threshold.toFixed(2)} ${(100 * taken).toFixed(1)} % of ${all.length} new incidents join another of the week`
  })
