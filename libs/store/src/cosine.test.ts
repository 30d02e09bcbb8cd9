import { describe, expect, it } from 'vitest'
import { vectorOf } from './contract/opened.ts'
import { cosine } from './cosine.ts'
import { VECTOR_BYTES } from './limits.ts'

describe('cosine', () => {
  it('is 1 along a vector, -1 against it, 0 across, also at the ends of the range', () => {
    const [low, high] = [new Int8Array(VECTOR_BYTES).fill(-128), new Int8Array(VECTOR_BYTES).fill(127)]
    expect(cosine(low, low)).toBeCloseTo(1, 12)
    expect(cosine(low, high)).toBeCloseTo(-1, 12)
    expect(cosine(vectorOf({ 0: 100 }), vectorOf({ 1: 3 }))).toBe(0)
    expect(cosine(vectorOf({ 0: 3, 383: 4 }), vectorOf({ 383: 9 }))).toBeCloseTo(0.8, 12)
  })
})
