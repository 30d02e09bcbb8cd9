import { describe, expect, it } from 'vitest'
import { range } from '../contract/opened.ts'
import { ATTEMPTS, waitMs } from './backoff.ts'

describe('waiting between tries', () => {
  it('grows, is spread over its upper half, and ends', () => {
    const waits = range(ATTEMPTS).map((n) => [waitMs(n + 1, null, 0), waitMs(n + 1, null, 1)])
    expect(waits).toEqual([
      [50, 100],
      [100, 200],
      [200, 400],
      [400, 800],
      [800, 1600],
      [null, null],
    ])
  })

  it('is what the server asks for, unless that is long or it was asked often enough', () => {
    expect(waitMs(1, 3000, 0.5)).toBe(3000)
    expect(waitMs(1, 0, 0.5)).toBe(0)
    expect(waitMs(1, 60_000, 0.5)).toBeNull()
    expect(waitMs(ATTEMPTS, 0, 0.5)).toBeNull()
  })
})
