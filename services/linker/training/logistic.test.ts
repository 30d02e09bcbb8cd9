import { describe, expect, it } from 'vitest'
import { fitScore, logOdds, type Pair } from './logistic.ts'

const pair = (meaning: number, gap: number, match: boolean): Pair => ({ meaning, terms: 0, gap, match })
const probability = (w: ReturnType<typeof fitScore>, meaning: number, gap = 0) =>
  1 / (1 + Math.exp(-logOdds(w, { meaning, terms: 0, gap })))

/** The likelier one is right nine times in ten. */
const likely = Array.from({ length: 100 }, (_, i) => [pair(0.8, 1, i % 10 !== 0), pair(0.2, 1, i % 10 === 0)])

describe('a fitted score', () => {
  it('is the share of matches where nothing tells them apart', () => {
    const alike = [0, 1, 2, 3].map((right) => [0, 1, 2, 3].map((i) => pair(0.5, 1, i === right)))
    expect(probability(fitScore(alike, 0.1), 0.5, 1)).toBeCloseTo(0.25, 2)
  })

  it('is the probability with which a candidate like that is right', () => {
    const w = fitScore(likely, 0.1)
    expect(probability(w, 0.8, 1)).toBeCloseTo(0.9, 1)
    expect(probability(w, 0.2, 1)).toBeCloseTo(0.1, 1)
  })

  it('never lets likeness hurt', () => {
    const against = Array.from({ length: 9 }, () => [pair(0.9, 2, false), pair(0.1, 5, true)])
    expect(fitScore(against, 0.1)).toMatchObject({ meaning: 0, gap: 0 })
  })
})
