import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { softmax } from '../src/heads.ts'
import { type FitOptions, fit, type Row, random, scoresOf, shuffled } from './logistic.ts'

const options: FitOptions = { classes: 2, features: 3, epochs: 30, learningRate: 0.3, decay: 1e-5, seed: 1 }
const row = (indexes: number[], accepted: number[], weight = 1): Row => ({
  indexes: Int32Array.from(indexes),
  values: new Float32Array(indexes.length).fill(1),
  accepted,
  weight,
})
const chance = (weights: Float32Array, one: Row, c: number) => softmax(scoresOf(weights, options.classes, one))[c] ?? 0

describe('fit', () => {
  const rows = [row([0, 1], [0]), row([0, 2], [1]), row([0, 1], [0]), row([0, 2], [1])]

  it('learns nothing from no rows', () => {
    expect(fit([], options).every((w) => w === 0)).toBe(true)
  })

  it('separates what can be separated', () => {
    const weights = fit(rows, options)
    expect(chance(weights, row([0, 1], []), 0)).toBeGreaterThan(0.9)
    expect(chance(weights, row([0, 2], []), 1)).toBeGreaterThan(0.9)
  })

  it('gives the same weights for the same rows and seed', () => {
    expect(fit(rows, options)).toEqual(fit(rows, options))
  })

  it('learns nothing from a row that accepts every class', () => {
    const weights = fit([row([0, 1], [0, 1])], options)
    expect(weights.every((w) => Math.abs(w) < 1e-6)).toBe(true)
  })

  it('moves a label known in part to where the others point', () => {
    const three = { ...options, classes: 3 }
    const weights = fit([row([0], [0]), row([0], [0]), row([1], [0, 1]), row([1], [2], 0.01), row([0, 1], [0])], three)
    const [a = 0, , c = 0] = softmax(scoresOf(weights, 3, row([1], [])))
    expect(a).toBeGreaterThan(c)
  })

  it('ignores rows of weight 0', () => {
    expect(fit([row([0], [0], 0)], options).every((w) => w === 0)).toBe(true)
  })
})

describe('shuffled', () => {
  it('is a permutation, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer(), (length, seed) => {
        const order = shuffled(length, random(seed))
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i))
        expect(order).toEqual(shuffled(length, random(seed)))
      }),
    )
  })
})
