import type { LinkInput } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  affinity,
  featuresOf,
  logistic,
  MIN_SCORE,
  partsOf,
  type Relation,
  reasonsOf,
  scoreAfter,
  standsOut,
} from './score.ts'
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
    source: fc.constantFrom('slack' as const, 'jira' as const),
    codes: fc.subarray([1, 2, 3]),
  })
  .map((more) => ({ ...report('m', 0), ...more }))
function pairScore(relation: Relation, a: LinkInput, b: LinkInput, gapMs: number) {
  const [x, y] = [featuresOf(a, weights), featuresOf(b, weights)]
  const linear = affinity(relation, x, y, weights)
  return { score: linear === null ? 0 : scoreAfter(linear, gapMs, weights[relation]), parts: partsOf(relation, x, y) }
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
        const parts = partsOf('fix', x, y)
        const { bias, ...w } = weights.fix
        const whole =
          bias +
          w.meaning * parts.meaning +
          w.terms * parts.terms +
          w.conversation * parts.conversation +
          w.author * parts.author +
          w.category * parts.category +
          w.source * parts.source +
          w.code * parts.code
        const found = affinity('fix', x, y, weights)
        if (found === null && parts.meaning + parts.terms > 0)
          expect(scoreAfter(whole, 0, weights.fix)).toBeLessThan(MIN_SCORE + 1e-9)
        if (found !== null) expect(found).toBeCloseTo(whole, 9)
      }),
    )
  })

  it('weighs a rare term more than common ones', () => {
    const rarity = { idf: (hash: number) => (hash === 1 ? 200 : 20) }
    const of = (...list: number[]) => featuresOf({ ...report('m', 0), terms: list }, rarity)
    const terms = (a: readonly number[], b: readonly number[]) => partsOf('voice', of(...a), of(...b)).terms
    expect(terms([1, 2, 3], [1, 4, 5])).toBeGreaterThan(terms([1, 2, 3], [2, 3, 4]))
    expect(terms([1, 2], [1, 2])).toBeCloseTo(1, 9)
  })
})

describe('shared terms', () => {
  const rarity = { idf: () => 10 }
  const of = (...list: number[]) => featuresOf({ ...report('m', 0), terms: list }, rarity)

  it('of a fix count by the shorter text: a story around the name of what broke takes nothing away', () => {
    const [short, story, other] = [of(1, 2), of(1, 2, 3, 4, 5, 6, 7, 8), of(1, 3, 4, 5, 6, 7, 8, 9)]
    expect(partsOf('fix', short, story).terms).toBeCloseTo(1, 9)
    expect(partsOf('fix', story, short).terms).toBeCloseTo(1, 9)
    expect(partsOf('fix', short, other).terms).toBeCloseTo(0.5, 9)
  })

  it('of two reports count in both directions', () => {
    expect(partsOf('voice', of(1, 2), of(1, 2, 3, 4, 5, 6, 7, 8)).terms).toBeCloseTo(0.5, 9)
  })
})

describe('circumstances', () => {
  it('make no candidate where the words have nothing in common, however well all else fits', () => {
    const [a, b] = [report('a', 0, { author: 'x' }), report('b', 0, { author: 'x' })]
    for (const relation of ['fix', 'voice'] as const)
      expect(affinity(relation, featuresOf(a, weights), featuresOf(b, weights), weights)).toBeNull()
  })

  it('never reach the score of a link by themselves', () => {
    const { bias, conversation, author, category } = weights.fix
    expect(logistic(bias + conversation + author + category)).toBeLessThan(weights.thresholds.autoLink)
  })
})

describe('the best candidate', () => {
  it('stands out by log-odds: 0.9 from 0.6 as far as 0.99 from 0.94', () => {
    expect(standsOut(0.9, 0.6, 1.7)).toBe(true)
    expect(standsOut(0.99, 0.94, 1.7)).toBe(true)
    expect(standsOut(0.9, 0.85, 1.7)).toBe(false)
    expect(standsOut(1, 1, 0.1)).toBe(false)
    expect(standsOut(1, 0, 9)).toBe(true)
  })
})

describe('a code', () => {
  const naming = (...codes: number[]) =>
    featuresOf({ ...report('m', 0), codes }, { idf: (hash) => (hash === 9 ? 40 : 255) })

  it('counts once where both name it, and not where many messages do', () => {
    expect(partsOf('voice', naming(1, 2), naming(2, 3)).code).toBe(1)
    expect(partsOf('voice', naming(1, 2), naming(1, 2)).code).toBe(1)
    expect(partsOf('voice', naming(1), naming(2)).code).toBe(0)
    expect(partsOf('voice', naming(9), naming(9)).code).toBe(0)
    expect(partsOf('voice', naming(), naming()).code).toBe(0)
  })

  it('is given as a reason', () => {
    expect(reasonsOf(partsOf('voice', naming(1), naming(1)))).toContain('names the same code')
  })
})

describe('reasons', () => {
  it('name what spoke for it, and what against', () => {
    const a = report('a', 0, { subject: 1, author: 'x', category: 'API' })
    const b = told('b', { at: 1, subject: 1, author: 'x', category: 'Email', channel: 'web' })
    const parts = partsOf('voice', featuresOf(a, plainWeights), featuresOf(b, plainWeights))
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
