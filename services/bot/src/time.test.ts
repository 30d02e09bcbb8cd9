import { describe, expect, it } from 'vitest'
import { when } from './time.ts'

const at = Date.UTC(2025, 8, 10, 8, 0)
const minutes = (n: number) => at + n * 60_000

describe('a moment', () => {
  it.each([
    [minutes(-5), ''],
    [at, ' (just now)'],
    [minutes(1), ' (1 min ago)'],
    [minutes(59), ' (59 min ago)'],
    [minutes(60), ' (1 h ago)'],
    [minutes(47 * 60), ' (47 h ago)'],
    [minutes(72 * 60), ' (3 d ago)'],
  ])('seen from %d has the age%s', (now, age) => {
    expect(when(at, now)).toBe(`<!date^1757491200^{date_short_pretty} {time}|2025-09-10 08:00 UTC>${age}`)
  })
})
