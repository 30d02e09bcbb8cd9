import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosine, DIMENSIONS, fromBase64, toBase64 } from './port.ts'

const vectors = fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS })

describe('a vector in base64', () => {
  it('comes back as the same bytes, in 512 characters', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const text = toBase64(vector)
        expect(text).toHaveLength(512)
        expect(fromBase64(text)).toEqual(vector)
      }),
    )
  })
})

describe('cosine', () => {
  it('is 0 with a zero vector, not NaN', () => {
    expect(cosine(new Int8Array(DIMENSIONS), new Int8Array(DIMENSIONS).fill(1))).toBe(0)
  })

  it('is symmetric, within ±1, and 1 with itself', () => {
    fc.assert(
      fc.property(vectors, vectors, (a, b) => {
        expect(cosine(a, b)).toBe(cosine(b, a))
        expect(Math.abs(cosine(a, b))).toBeLessThanOrEqual(1 + 1e-12)
        if (a.some((x) => x !== 0)) expect(cosine(a, a)).toBeCloseTo(1, 12)
      }),
    )
  })
})
