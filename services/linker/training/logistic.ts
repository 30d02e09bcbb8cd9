// Fits a score in two steps. Ranking: weights under which the right one stands out among its alternatives (conditional
// logit), so that how many there were, and how soon they are usually fixed, plays no part. Calibration: a scale and a bias
// that make the score a probability. Newton's method; what must help never
// hurts: a weight that would become negative is held at 0, and the other is fitted again.

import { logistic } from '../src/score.ts'

export interface Pair {
  readonly meaning: number
  readonly terms: number
  /** log(1 + hours). */
  readonly gap: number
  readonly match: boolean
}

/** A message, and its alternatives. */
export type Group = readonly Pair[]

export interface Fitted {
  readonly bias: number
  readonly meaning: number
  readonly terms: number
  readonly gap: number
}

const ROUNDS = 40
const LONGEST_STEP = 1.5
/** Pull towards 0, as a share of one group: keeps a small set from being learnt by heart. */
const DECAY = 1e-3
const at = (list: readonly number[], i: number): number => list[i] ?? 0
const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0)

const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, i) => x * at(b, i)))
const featuresOf = ({ meaning, terms, gap }: Pair, timePrice: number): number[] => [meaning - timePrice * gap, terms]

export const logOdds = (w: Fitted, { meaning, terms, gap }: Omit<Pair, 'match'>): number =>
  w.bias + w.meaning * meaning + w.terms * terms + w.gap * gap

/** `timePrice`: what one unit of log(1 + hours) takes off the meaning; given, not fitted. */
export function fitScore(groups: readonly Group[], timePrice: number): Fitted {
  const [meaning = 0, terms = 0] = fitRanking(groups, timePrice)
  const ranked = groups.map((group) =>
    group.map((pair) => ({ x: dot([meaning, terms], featuresOf(pair, timePrice)), match: pair.match })),
  )
  const { scale, bias } = calibrate(ranked)
  return { bias, meaning: meaning * scale, terms: terms * scale, gap: 0 - timePrice * meaning * scale }
}

function fitRanking(groups: readonly Group[], timePrice: number): number[] {
  const telling = groups.filter((group) => group.some(({ match }) => match) && group.some(({ match }) => !match))
  const held = new Set<number>()
  for (;;) {
    const free = [0, 1].filter((i) => !held.has(i))
    const w = ranking(free, telling, timePrice)
    const crossed = free.find((i) => at(w, i) < 0)
    if (crossed === undefined) return w
    held.add(crossed)
  }
}

/** Weights that make the matches the likeliest of their groups; a held one stays 0. */
function ranking(free: readonly number[], groups: readonly Group[], timePrice: number): number[] {
  const all = groups.map((group) => ({
    xs: group.map((pair) => free.map((i) => at(featuresOf(pair, timePrice), i))),
    target: shares(group.map(({ match }) => (match ? 0 : Number.NEGATIVE_INFINITY))),
  }))
  const found = minimise(
    free.map(() => 0),
    (w, add) => {
      for (const { xs, target } of all) {
        const p = shares(xs.map((x) => dot(x, w)))
        const mean = free.map((_, i) => sum(xs.map((x, k) => at(p, k) * at(x, i))))
        for (const [k, x] of xs.entries()) {
          const away = x.map((value, i) => value - at(mean, i))
          add(x, (at(p, k) - at(target, k)) / groups.length, away, at(p, k) / groups.length)
        }
      }
    },
  )
  return [0, 1].map((i) => (free.includes(i) ? at(found, free.indexOf(i)) : 0))
}

/** Logistic regression on one number; each group weighs the same. */
function calibrate(groups: readonly (readonly { readonly x: number; readonly match: boolean }[])[]): {
  scale: number
  bias: number
} {
  const all = groups.flatMap((group) => group.map((one) => ({ ...one, share: 1 / group.length / groups.length })))
  const [scale = 0, bias = 0] = minimise([1, -2], ([a = 0, b = 0], add) => {
    for (const { x, match, share } of all) {
      const p = logistic(a * x + b)
      add([x, 1], share * (p - (match ? 1 : 0)), [x, 1], share * p * (1 - p))
    }
  })
  return { scale: Math.max(0, scale), bias }
}

/** Adds `slope · x` to the slope and `curve · y yᵀ` to the curvature. */
type Add = (x: readonly number[], slope: number, y: readonly number[], curve: number) => void

/** Newton's method with steps of a bounded length: far from the minimum of these convex functions a whole one overshoots. */
function minimise(start: readonly number[], accumulate: (w: readonly number[], add: Add) => void): number[] {
  let w = [...start]
  for (let round = 0; round < ROUNDS; round++) {
    const slope = w.map((x) => DECAY * x)
    const curve = w.map((_, i) => w.map((_, j): number => (i === j ? DECAY : 0)))
    accumulate(w, (x, amount, y, bend) => {
      for (let i = 0; i < slope.length; i++) {
        slope[i] = at(slope, i) + amount * at(x, i)
        const line = curve[i] ?? []
        for (let j = 0; j < line.length; j++) line[j] = at(line, j) + bend * at(y, i) * at(y, j)
      }
    })
    const move = solve(curve, slope)
    const shorten = Math.min(1, LONGEST_STEP / Math.max(Math.hypot(...move), Number.MIN_VALUE))
    w = w.map((x, i) => x - shorten * at(move, i))
  }
  return w
}

/** Softmax. */
function shares(logits: readonly number[]): number[] {
  const most = Math.max(...logits)
  const powers = logits.map((x) => Math.exp(x - most))
  const total = sum(powers)
  return powers.map((x) => x / total)
}

/** Gauss–Jordan; the curvature is positive definite, so that no pivot is 0. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, i) => [...line, at(right, i)])
  for (const [i, pivot] of rows.entries()) {
    const scale = at(pivot, i)
    for (let k = 0; k < pivot.length; k++) pivot[k] = at(pivot, k) / scale
    for (const [j, other] of rows.entries()) {
      const factor = at(other, i)
      if (j !== i) for (let k = 0; k < other.length; k++) other[k] = at(other, k) - factor * at(pivot, k)
    }
  }
  return rows.map((line) => at(line, line.length - 1))
}
