import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromKeyword, textToVector, toKeyword, vectorToText, word } from './values.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const value = fc.oneof(number, fc.string(), fc.boolean())
const bytesOrder = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))

describe('a value as a keyword', () => {
  it('comes back as it was, 0 and -0 as one', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(fromKeyword(toKeyword(one))).toEqual(one === 0 ? 0 : one)
      }),
    )
    expect(toKeyword(-0)).toBe(toKeyword(0))
  })

  it('keeps the order of numbers', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(bytesOrder(toKeyword(a), toKeyword(b))).toBe(Math.sign(a < b ? -1 : a > b ? 1 : 0))
      }),
    )
  })

  it('orders numbers before texts and texts before booleans, and keeps 1, "1" and true apart', () => {
    const ordered = [-5, 0, 9, 10, '', '1', 'b', '\u{1f692}', false, true]
    const keywords = ordered.map(toKeyword)
    expect([...keywords].sort(bytesOrder)).toEqual(keywords)
    expect(new Set([1, '1', true].map(toKeyword)).size).toBe(3)
  })
})

describe('a term as a word', () => {
  it('has nothing to split at, and no two terms are one word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(word(a)).not.toMatch(/[\s\p{Cc}]/u)
        if (a !== b) expect(word(a)).not.toBe(word(b))
      }),
    )
  })

  it.each([
    ['utf-8', 'utf-8'],
    ['a b', 'a%0020b'],
    ['100%', '100%0025'],
    ['\u2028', '%2028'],
    ['\ud800', '\ufffd'],
  ])('%j is %j', (term, expected) => expect(word(term)).toBe(expected))
})

describe('a vector as text', () => {
  it('comes back with every byte signed', () => {
    const all = Int8Array.from({ length: 256 }, (_, i) => i - 128)
    expect(textToVector(vectorToText(all))).toEqual(all)
    expect(textToVector(vectorToText(all.subarray(3, 9)))).toEqual(all.slice(3, 9))
  })
})
