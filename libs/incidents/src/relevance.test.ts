import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverage, FLOOR, incidentRelevance, incidentScore, relevance, worthShowing } from './relevance.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('relevance', () => {
  it('stays between 0 and 1, whatever the vectors say', () => {
    const cosine = fc.option(fc.double({ min: -1.1, max: 1.1, noNaN: true }))
    fc.assert(
      fc.property(cosine, share, (cosine, coverage) => {
        const score = relevance({ cosine, coverage })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }),
    )
  })

  it.each([
    ['an unrelated text', { cosine: 0.1, coverage: 0 }, false],
    ['one common word and nothing else', { cosine: 0.15, coverage: 0.25 }, false],
    ['the same meaning in other words', { cosine: 0.5, coverage: 0 }, true],
    ['the same rare word, without a vector', { cosine: null, coverage: 1 }, true],
  ])('%s: above the floor or not', (_, likeness, above) => {
    expect(relevance(likeness) >= FLOOR).toBe(above)
  })

  it('of an incident is that of its best message, and grows a little with several', () => {
    expect(incidentRelevance([])).toBe(0)
    expect(incidentRelevance([0.5, 0.1, 0.1])).toBe(0.5)
    expect(incidentRelevance([0.5, 0.4])).toBeCloseTo(0.52)
    expect(incidentRelevance(Array.from({ length: 50 }, () => 0.5))).toBeCloseTo(0.56)
    expect(incidentRelevance([1, 1, 1])).toBe(1)
  })
})

describe('what is worth showing', () => {
  it.each([
    [[], []],
    [[0.3], [0.3]],
    [
      [0.8, 0.4, 0.39],
      [0.8, 0.4],
    ],
    [
      [0.5, 0.45, 0.31],
      [0.5, 0.45, 0.31],
    ],
  ])('of %j is %j', (found, shown) => {
    expect(worthShowing(found.map((relevance) => ({ relevance }))).map(({ relevance }) => relevance)).toEqual(shown)
  })
})

describe('coverage', () => {
  it.each([
    [[], ['a'], 0],
    [['a'], [], 0],
    [['a', 'a', 'b'], ['a'], 0.5],
    [['a', 'b'], ['b', 'a', 'c'], 1],
  ])('of %j by %j is %f', (query, message, expected) => {
    expect(coverage(query, message)).toBe(expected)
  })
})

describe('the score of an incident', () => {
  it('is that of its best message, and a little more for each further one', () => {
    expect(incidentScore([0.5])).toBe(0.5)
    expect(incidentScore([0.5, 0.1])).toBeCloseTo(0.52, 9)
    expect(incidentScore([0.5, 0.4, 0.3, 0.2, 0.1])).toBeCloseTo(0.56, 9)
  })

  it('gains nothing from messages that are not relevant', () => {
    expect(incidentScore([0.5, 0, 0])).toBe(0.5)
    expect(incidentScore([])).toBe(0)
  })
})
