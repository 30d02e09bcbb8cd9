import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampTime, MAX_FUTURE_MS, slackTime } from './time.ts'

describe('slackTime', () => {
  it.each(['', '1757318400', '1757318400.1', '1757318400.1234567', 'x.123456', '-1.123456', '1e9.123456'])(
    'refuses %j',
    (ts) => expect(slackTime(ts)).toBeNull(),
  )

  it('reads milliseconds and drops the rest', () => expect(slackTime('1757318400.123999')).toBe(1757318400123))

  it('keeps the order of timestamps', () => {
    const ts = fc.tuple(fc.integer({ min: 1e9, max: 2e9 }), fc.integer({ min: 0, max: 999_999 }))
    fc.assert(
      fc.property(ts, ts, (a, b) => {
        const text = ([s, us]: readonly [number, number]) => `${s}.${String(us).padStart(6, '0')}`
        const [first, second] = [text(a), text(b)].sort()
        return Number(slackTime(first ?? '')) <= Number(slackTime(second ?? ''))
      }),
    )
  })
})

describe('clampTime', () => {
  it('takes a time from the far future back to the time of receipt, and says what it was', () => {
    expect(clampTime(10_000 + MAX_FUTURE_MS + 1, 10_000)).toEqual({ time: 10_000, clampedFrom: 310_001 })
  })

  it('leaves a small skew and all of the past alone', () => {
    expect(clampTime(10_000 + MAX_FUTURE_MS, 10_000)).toEqual({ time: 310_000 })
    expect(clampTime(0, 10_000)).toEqual({ time: 0 })
  })
})
