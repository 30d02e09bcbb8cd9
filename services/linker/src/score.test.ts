import type { LinkInput } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affinity, featuresOf, MIN_SCORE, partsOf, type Relation, reasonsOf, scoreAfter } from './score.ts'
import { DAY, HOUR, plainWeights, report, told } from './testing/inputs.ts'
import { parseWeights, shippedWeights } from './weights.ts'

const weights = shippedWeights()
const base64 = (bytes: Int8Array): string => Buffer.from(bytes.buffer).toString('base64')
const vectors = fc.int8Array({ minLength: 384, maxLength: 384 }).map(base64)
const terms = fc.uniqueArray(fc.nat(40), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b))
const inputs = fc
  .record({
    vector: fc.option(vectors),
    terms,
    author: fc.constantFrom(null, 'a', 'b'),
    conversationId: fc.constantFrom('x', 'y'),
    category: fc.constantFrom(null, 'API' as const, 'Email' as const),
  })
  .map((more) => ({ ...report('m', 0), ...more }))
function pairScore(relation: Relation, a: LinkInput, b: LinkInput, gapMs: number) {
  const [x, y] = [featuresOf(a, weights), featuresOf(b, weights)]
  const linear = affinity(relation, x, y, weights)
  return { score: linear === null ? 0 : scoreAfter(linear, gapMs, weights[relation]), parts: partsOf(x, y) }
}

describe('a pair score', () => {
  it('of messages without words is none, not NaN', () => {
    const blank = report('a', 0)
    expect(pairScore('fix', blank, report('b', 0), 0).score).toBe(0)
    const zero = { ...blank, vector: base64(new Int8Array(384)) }
    expect(pairScore('fix', zero, zero, 0).parts).toMatchObject({ meaning: 0, terms: 0 })
  })

  it('is the same both ways, and within 0 and 1', () => {
    fc.assert(
      fc.property(inputs, inputs, fc.constantFrom('fix' as const, 'voice' as const), (a, b, relation) => {
        const { score, parts } = pairScore(relation, a, b, HOUR)
        expect(pairScore(relation, b, a, HOUR)).toEqual({ score, parts })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        for (const part of [parts.meaning, parts.terms]) expect(part).toBeLessThanOrEqual(1 + 1e-6)
      }),
    )
  })

  it('only fades with time', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.nat(DAY), fc.nat(DAY), (linear, a, b) => {
        const [sooner, later] = [Math.min(a, b), Math.max(a, b)]
        for (const w of [weights.fix, weights.voice])
          expect(scoreAfter(linear, later, w)).toBeLessThanOrEqual(scoreAfter(linear, sooner, w))
      }),
    )
  })

  it('is a candidate exactly when it could reach the least score', () => {
    fc.assert(
      fc.property(inputs, inputs, (a, b) => {
        const [x, y] = [featuresOf(a, weights), featuresOf(b, weights)]
        const parts = partsOf(x, y)
        const { bias, ...w } = weights.fix
        const whole =
          bias +
          w.meaning * parts.meaning +
          w.terms * parts.terms +
          w.conversation * parts.conversation +
          w.author * parts.author +
          w.category * parts.category
        const found = affinity('fix', x, y, weights)
        if (found === null) expect(scoreAfter(whole, 0, weights.fix)).toBeLessThan(MIN_SCORE + 1e-9)
        else expect(found).toBeCloseTo(whole, 9)
      }),
    )
  })

  it('weighs a rare term more than common ones', () => {
    const rarity = { idf: (hash: number) => (hash === 1 ? 200 : 20) }
    const of = (...list: number[]) => featuresOf({ ...report('m', 0), terms: list }, rarity)
    expect(partsOf(of(1, 2, 3), of(1, 4, 5)).terms).toBeGreaterThan(partsOf(of(1, 2, 3), of(2, 3, 4)).terms)
    expect(partsOf(of(1, 2), of(1, 2)).terms).toBeCloseTo(1, 9)
  })
})

describe('reasons', () => {
  it('name what spoke for it, and what against', () => {
    const a = report('a', 0, { subject: 1, author: 'x', category: 'API' })
    const b = told('b', { at: 1, subject: 1, author: 'x', category: 'Email', channel: 'web' })
    const parts = partsOf(featuresOf(a, plainWeights), featuresOf(b, plainWeights))
    expect(reasonsOf(parts)).toEqual(['meaning 1.00', 'same author', 'another category'])
  })
})

describe('the weights that ship', () => {
  it('refuse a damaged file', () => {
    expect(() => parseWeights({})).toThrow()
    const whole = { ...weights, idf: { hashes: 'AAAAAA==', values: 'AQI=', scale: 1 } }
    expect(() => parseWeights(whole)).toThrow('1 terms have 2 values')
  })

  it('never link by circumstances alone', () => {
    for (const w of [weights.fix, weights.voice]) {
      const most = w.bias + Math.abs(w.conversation) + Math.abs(w.author) + Math.abs(w.category)
      expect(scoreAfter(most, 0, w)).toBeLessThan(0.5)
    }
  })

  it('take a term that they do not know as rare', () => {
    expect(weights.idf(4_294_967_295)).toBe(255)
  })
})
