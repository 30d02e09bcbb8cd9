import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimate } from './bootstrap.ts'
import { mean } from './metrics.ts'

describe('an estimate', () => {
  it('is the same in every run', () => {
    const cases = Array.from({ length: 50 }, (_, i) => (i * 7) % 11)
    expect(estimate(cases, mean)).toEqual(estimate(cases, mean))
  })

  it('has its value within its bounds, and bounds among what the cases can give', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 40 }), (cases) => {
        const { value, lo, hi, n } = estimate(cases, mean)
        expect(n).toBe(cases.length)
        expect(lo).toBeLessThanOrEqual(value)
        expect(hi).toBeGreaterThanOrEqual(value)
        expect(lo).toBeGreaterThanOrEqual(0)
        expect(hi).toBeLessThanOrEqual(1)
      }),
      { numRuns: 25 },
    )
  })

  it('of 400 tosses of a coin is about a twentieth wide on each side', () => {
    const { lo, hi } = estimate(
      Array.from({ length: 400 }, (_, i) => i % 2),
      mean,
    )
    expect(lo).toBeGreaterThan(0.43)
    expect(lo).toBeLessThan(0.47)
    expect(hi).toBeGreaterThan(0.53)
    expect(hi).toBeLessThan(0.57)
  })

  it('of nothing is 0 from 0 to 0', () => {
    expect(estimate([], mean)).toEqual({ value: 0, n: 0, lo: 0, hi: 0 })
  })

  it('keeps what stands beside it', () => {
    const baseline = { name: 'coin', value: 0.5 }
    expect(estimate([1], mean, { n: 7, baseline })).toMatchObject({ n: 7, baseline })
    expect(estimate([1], mean)).not.toHaveProperty('baseline')
  })
})
