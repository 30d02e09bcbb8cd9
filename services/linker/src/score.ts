// How well two messages fit: a pure function of two link inputs. No store, no clock, no randomness; dot products and term
// weights are integers, so that every order of arrival meets the same numbers.

import type { LinkInput } from '@thala/contracts'
import { fromBase64 } from '@thala/embedder'
import { type PairWeights, UNKNOWN_IDF, type Weights } from './weights.ts'

/** What a link input is to the score, read once. */
export interface Features {
  readonly input: LinkInput
  /** Its signed bytes, as floats: products and sums of such integers are exact, and twice as fast. */
  readonly vector: Float32Array | null
  readonly norm: number
  readonly terms: Uint32Array
  /** Squared rarity of each term, and their sum. */
  readonly weight: Uint32Array
  readonly mass: number
  /** Its codes that are as rare as can be, ascending. */
  readonly codes: readonly number[]
}

/** Which two messages are compared: a resolution with a report, or a report with an earlier report. */
export type Relation = 'fix' | 'voice'

export interface Parts {
  readonly meaning: number
  readonly terms: number
  readonly conversation: number
  readonly author: number
  readonly category: number
  readonly source: number
  readonly code: number
}

/** A pair that scores less at its best is no candidate at all. */
export const MIN_SCORE = 0.1

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const MIN_LINEAR = Math.log(MIN_SCORE / (1 - MIN_SCORE))
const HOUR_MS = 3_600_000

export function featuresOf(input: LinkInput, { idf }: Pick<Weights, 'idf'>): Features {
  const vector = input.vector === null ? null : Float32Array.from(fromBase64(input.vector))
  const terms = Uint32Array.from(input.terms)
  const weight = terms.map((hash) => idf(hash) ** 2)
  const mass = weight.reduce((sum, w) => sum + w, 0)
  const codes = (input.codes ?? []).filter((hash) => idf(hash) === UNKNOWN_IDF)
  return { input, vector, norm: vector ? Math.sqrt(dot(vector, vector)) : 0, terms, weight, mass, codes }
}

/** Four sums at a time: most of the linker's time is spent here. The length, 384, is a multiple of four. */
function dot(a: Float32Array, b: Float32Array): number {
  let [s, t, u, v] = [0, 0, 0, 0]
  for (let i = 0; i < a.length; i += 4) {
    s += (a[i] ?? 0) * (b[i] ?? 0)
    t += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    u += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    v += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  return s + t + u + v
}

/** Cosine, with what is unlike counted as 0; also 0 where a text had no words. */
const meaningOf = (a: Features, b: Features): number =>
  a.vector && b.vector && a.norm > 0 && b.norm > 0 ? Math.max(0, dot(a.vector, b.vector) / (a.norm * b.norm)) : 0

/**
 * Shared terms, each weighing its squared rarity. A report names the thing that broke and little else, and its fix tells a
 * story around it: of them, how much of the shorter one's terms the other has. Of two reports the cosine of the sets, since
 * they should be alike in both directions.
 */
function termsOf(relation: Relation, a: Features, b: Features): number {
  if (a.mass === 0 || b.mass === 0) return 0
  let shared = 0
  for (let i = 0, j = 0; i < a.terms.length && j < b.terms.length; ) {
    const x = a.terms[i] ?? 0
    const y = b.terms[j] ?? 0
    if (x === y) shared += a.weight[i] ?? 0
    if (x <= y) i++
    if (y <= x) j++
  }
  return shared / (relation === 'fix' ? Math.min(a.mass, b.mass) : Math.sqrt(a.mass * b.mass))
}

function agreement(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0
  return a === b ? 1 : -1
}

const circumstances = ({ input: a, codes }: Features, { input: b, codes: others }: Features) => ({
  conversation: a.conversationId === b.conversationId ? 1 : 0,
  author: a.author !== null && a.author === b.author ? 1 : 0,
  category: agreement(a.category, b.category),
  source: a.source === b.source ? 0 : 1,
  code: codes.some((code) => others.includes(code)) ? 1 : 0,
})

type Circumstances = ReturnType<typeof circumstances>

const weighed = (of: Circumstances, w: PairWeights): number =>
  w.conversation * of.conversation +
  w.author * of.author +
  w.category * of.category +
  w.source * of.source +
  w.code * of.code

export const partsOf = (relation: Relation, a: Features, b: Features): Parts => ({
  meaning: meaningOf(a, b),
  terms: termsOf(relation, a, b),
  ...circumstances(a, b),
})

/** Log-odds that the two belong together, before time fades it; null when they could never be candidates. */
export function affinity(relation: Relation, a: Features, b: Features, weights: Weights): number | null {
  const w = weights[relation]
  const around = w.bias + weighed(circumstances(a, b), w)
  const meaning = meaningOf(a, b)
  const known = around + w.meaning * meaning
  // Terms are compared only where they could still make a difference: most pairs end here.
  if (known + w.terms < MIN_LINEAR) return null
  const terms = termsOf(relation, a, b)
  const linear = known + w.terms * terms
  // Circumstances alone make no candidate: something in the words must speak for it.
  return linear < MIN_LINEAR || meaning + terms === 0 ? null : linear
}

/** How much time there was in between: log(1 + hours). */
export const gapOf = (gapMs: number): number => Math.log1p(Math.max(0, gapMs) / HOUR_MS)

/** 0 to 1. `gapMs`: source time since the incident's last activity. */
export const scoreAfter = (linear: number, gapMs: number, w: PairWeights): number =>
  logistic(linear + w.gap * gapOf(gapMs))

/** Whether the best stands out from the next by `margin` in log-odds: near 1, equal steps of a score mean more and more. */
export const standsOut = (best: number, next: number, margin: number): boolean =>
  logOdds(best) - logOdds(next) >= margin

/** Scores are kept with four digits. */
const NEAREST_TO_SURE = 1e-4
const logOdds = (score: number): number => {
  const p = Math.min(1 - NEAREST_TO_SURE, Math.max(NEAREST_TO_SURE, score))
  return Math.log(p / (1 - p))
}

/** The parts in words, strongest first, as people read them in a story. */
export function reasonsOf({ meaning, terms, conversation, author, category, code }: Parts): string[] {
  const reasons = [`meaning ${meaning.toFixed(2)}`]
  if (terms > 0) reasons.push(`shared terms ${terms.toFixed(2)}`)
  if (code > 0) reasons.push('names the same code')
  if (conversation > 0) reasons.push('same conversation')
  if (author > 0) reasons.push('same author')
  if (category !== 0) reasons.push(category > 0 ? 'same category' : 'another category')
  return reasons
}
