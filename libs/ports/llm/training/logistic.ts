// Multinomial logistic regression over sparse rows, by Adagrad with weight decay. Deterministic: same rows, same seed, same weights.
// A row may accept several classes (its label is known in part): the loss is then -log of their summed probability.

import { softmax } from '../src/heads.ts'

export interface Row {
  /** Indexes of its features, ascending order not needed, and their values. */
  readonly indexes: Int32Array
  readonly values: Float32Array
  /** Classes that would be right. */
  readonly accepted: readonly number[]
  readonly weight: number
}

export interface FitOptions {
  readonly classes: number
  readonly features: number
  readonly epochs: number
  readonly learningRate: number
  /** Decay of a weight for each row, as a share of it in the gradient. */
  readonly decay: number
  readonly seed: number
}

/** Mulberry32: numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function shuffled(length: number, next: () => number): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const swap = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swap
  }
  return order
}

/** Scores of the classes: `weights[feature * classes + class]`. */
export function scoresOf(weights: Float32Array, classes: number, row: Row): Float64Array {
  const scores = new Float64Array(classes)
  for (let k = 0; k < row.indexes.length; k++) {
    const at = (row.indexes[k] ?? 0) * classes
    const value = row.values[k] ?? 0
    for (let c = 0; c < classes; c++) scores[c] = (scores[c] ?? 0) + value * (weights[at + c] ?? 0)
  }
  return scores
}

/** Gradient of the loss by the scores: what is predicted less what is right, split among the accepted as predicted. */
function slope(probabilities: readonly number[], accepted: readonly number[]): number[] {
  const mass = accepted.reduce((sum, c) => sum + (probabilities[c] ?? 0), 0)
  const result = [...probabilities]
  for (const c of accepted) {
    const target = mass > 1e-9 ? (probabilities[c] ?? 0) / mass : 1 / accepted.length
    result[c] = (result[c] ?? 0) - target
  }
  return result
}

/** Rows in a new order for each epoch, with the rate that falls to zero over all of them. */
function* steps(
  rows: readonly Row[],
  { epochs, learningRate, seed }: FitOptions,
): Generator<{ row: Row; rate: number }> {
  const next = random(seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = learningRate * (1 - epoch / epochs)
    for (const r of shuffled(rows.length, next)) {
      const row = rows[r]
      if (row !== undefined) yield { row, rate }
    }
  }
}

/** Adagrad. The decay is lazy: a weight pays for the rows it was not in when it is next touched. */
export function fit(rows: readonly Row[], options: FitOptions): Float32Array {
  const { classes, features, decay } = options
  const weights = new Float32Array(features * classes)
  const squares = new Float32Array(features * classes).fill(1e-3)
  const seen = new Int32Array(features)
  let step = 0
  for (const { row, rate } of steps(rows, options)) {
    step++
    const gradient = slope(softmax(scoresOf(weights, classes, row)), row.accepted)
    for (let k = 0; k < row.indexes.length; k++) {
      const feature = row.indexes[k] ?? 0
      const value = (row.values[k] ?? 0) * row.weight
      const owed = Math.min(1, (step - (seen[feature] ?? 0)) * decay)
      seen[feature] = step
      for (let at = feature * classes, c = 0; c < classes; at++, c++) {
        const g = value * (gradient[c] ?? 0) + owed * (weights[at] ?? 0)
        squares[at] = (squares[at] ?? 0) + g * g
        weights[at] = (weights[at] ?? 0) - (rate * g) / Math.sqrt(squares[at] ?? 1)
      }
    }
  }
  return weights
}
