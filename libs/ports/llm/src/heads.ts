// Linear heads over one feature space: scores, calibrated probabilities, and what each part of the features gave to them.

import { type Ground, groundOf } from './dense.ts'
import { likeliest } from './distribution.ts'
import { type Features, hashName } from './features.ts'

/** Hash of a name → its index in the feature space, after the dense features. */
export type Vocabulary = ReadonlyMap<number, number>

export interface Head {
  readonly classes: readonly string[]
  /** Fitted on held-out data: scores are divided by it, so that probabilities are honest. */
  readonly temperature: number
  /** `weights[feature × classes + class]`. */
  readonly weights: Float32Array
}

/** Known names of a text as feature indexes, and the value of each: together they have length (almost) 1. */
export function known(names: readonly string[], vocabulary: Vocabulary): { found: Map<string, number>; value: number } {
  const found = new Map<string, number>()
  for (const name of names) {
    const index = vocabulary.get(hashName(name))
    if (index !== undefined) found.set(name, index)
  }
  return { found, value: 1 / Math.sqrt(found.size + 1) }
}

export function softmax(scores: ArrayLike<number>, temperature = 1): number[] {
  const top = Math.max(...Array.from(scores))
  const powers = Array.from(scores, (score) => Math.exp((score - top) / temperature))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

export interface Reading {
  /** In the order of the head's classes; they sum to 1. */
  readonly probabilities: readonly number[]
  /** Index of the likeliest class. */
  readonly best: number
}

export function read(head: Head, features: Features, vocabulary: Vocabulary): Reading {
  const n = head.classes.length
  const scores = new Float64Array(n)
  const add = (feature: number, value: number) => {
    for (let c = 0; c < n; c++) scores[c] = (scores[c] ?? 0) + value * (head.weights[feature * n + c] ?? 0)
  }
  features.dense.forEach((value, i) => {
    if (value !== 0) add(i, value)
  })
  const { found, value } = known(features.names, vocabulary)
  for (const index of found.values()) add(index, value)
  const probabilities = softmax(scores, head.temperature)
  return { probabilities, best: likeliest(probabilities) }
}

export interface Contribution {
  readonly ground: Ground
  /** Only of words: the name. */
  readonly name?: string
  readonly gain: number
}

/** By how much each ground, and each word, spoke for class `best` against `other`. */
export function contributions(
  head: Head,
  features: Features,
  vocabulary: Vocabulary,
  best: number,
  other: number,
): Contribution[] {
  const n = head.classes.length
  const gain = (feature: number) => (head.weights[feature * n + best] ?? 0) - (head.weights[feature * n + other] ?? 0)
  const sums = new Map<Ground, number>()
  features.dense.forEach((value, i) => {
    const ground = value === 0 ? null : groundOf(i)
    if (ground !== null) sums.set(ground, (sums.get(ground) ?? 0) + value * gain(i))
  })
  const { found, value } = known(features.names, vocabulary)
  return [
    ...Array.from(sums, ([ground, sum]) => ({ ground, gain: sum })),
    ...Array.from(found, ([name, index]) => ({ ground: 'words' as const, name, gain: value * gain(index) })),
  ]
}
