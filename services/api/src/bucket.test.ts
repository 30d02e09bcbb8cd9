import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buckets } from './bucket.ts'

describe('a token bucket', () => {
  it('gives a burst, then so many a second, and says when to come back', () => {
    let now = 0
    const { take } = buckets({ burst: 2, perSecond: 0.5 }, () => now)
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 2])
    now = 1_000
    expect(take('a')).toBe(1)
    now = 2_000
    expect([take('a'), take('a')]).toEqual([0, 2])
  })

  it('is each caller’s own', () => {
    const { take } = buckets({ burst: 1, perSecond: 1 }, () => 0)
    expect([take('a'), take('b'), take('a')]).toEqual([0, 0, 1])
  })

  it('is looked into without taking', () => {
    const { look, take } = buckets({ burst: 1, perSecond: 1 }, () => 0)
    expect([look('a'), look('a'), take('a'), look('a')]).toEqual([0, 0, 0, 1])
  })

  it('does not lose by a clock that is set back', () => {
    let now = 10_000
    const { take } = buckets({ burst: 2, perSecond: 1 }, () => now)
    take('a')
    now = 0
    expect([take('a'), take('a')]).toEqual([0, 1])
  })

  it('is forgotten for callers seen longest ago, and only then', () => {
    const { look, take } = buckets({ burst: 1, perSecond: 1 }, () => 0)
    take('first')
    take('second')
    for (let i = 0; i < 9_999; i++) take(`caller ${i}`)
    expect([look('first'), look('second')]).toEqual([0, 1])
  })

  it('never lets more through than its size and its time allow', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3_000 }), { maxLength: 200 }), (pauses) => {
        let now = 0
        const { take } = buckets({ burst: 5, perSecond: 2 }, () => now)
        let passed = 0
        for (const pause of pauses) {
          now += pause
          if (take('a') === 0) passed++
        }
        expect(passed).toBeLessThanOrEqual(5 + (now / 1000) * 2)
      }),
    )
  })
})
