import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rememberSeen } from './seen.ts'

describe('what was seen', () => {
  it('is known until it expires, and no longer', () => {
    const seen = rememberSeen(10)
    expect(seen.take('a', 100, 0)).toBe('new')
    expect(seen.take('a', 200, 100)).toBe('seen')
    expect(seen.take('a', 200, 101)).toBe('new')
  })

  it('counts as new again once it is forgotten', () => {
    const seen = rememberSeen(10)
    seen.take('a', 100, 0)
    seen.forget('a')
    expect(seen.take('a', 100, 0)).toBe('new')
  })

  it('is never dropped to make room: what does not fit is refused', () => {
    const seen = rememberSeen(2)
    seen.take('a', 5_000, 0)
    seen.take('b', 5_000, 0)
    expect(seen.take('c', 5_000, 0)).toBe('full')
    expect(seen.take('a', 5_000, 0)).toBe('seen')
    expect(seen.take('b', 5_000, 0)).toBe('seen')
  })

  it('makes room by what has expired', () => {
    const seen = rememberSeen(2)
    seen.take('a', 1_000, 0)
    seen.take('b', 50_000, 0)
    expect(seen.take('c', 50_000, 1_001)).toBe('new')
    expect(seen.size()).toBe(2)
  })

  it('takes each key once, whatever else comes, and stays within its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 100 }), fc.integer({ min: 1, max: 20 }), (keys, most) => {
        const seen = rememberSeen(most)
        const taken = keys.filter((key) => seen.take(String(key), 10_000, 0) === 'new')
        expect(new Set(taken).size).toBe(taken.length)
        expect(seen.size()).toBeLessThanOrEqual(most)
      }),
    )
  })
})
