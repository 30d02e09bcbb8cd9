import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { card, START } from '../fixtures/example.ts'
import { duration, localTime, openFor, universalTime } from './time.ts'

describe('a time', () => {
  it('is the local clock to the minute, always 16 characters', () => {
    expect(localTime(new Date(2025, 8, 10, 8, 5, 59).getTime())).toBe('2025-09-10 08:05')
    fc.assert(
      fc.property(fc.date({ min: new Date(1e10), max: new Date(4e12), noInvalidDate: true }), (date) => {
        expect(localTime(date.getTime())).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
        expect(new Date(universalTime(date.getTime())).getTime()).toBe(date.getTime())
      }),
    )
  })
})

describe('how long it lasted', () => {
  const minute = 60_000
  it.each([
    [-5, '0 min'],
    [29_000, '0 min'],
    [40 * minute, '40 min'],
    [60 * minute, '1 h'],
    [185 * minute, '3 h 5 min'],
    [47 * 60 * minute, '47 h'],
    [48 * 60 * minute, '2 d'],
    [52 * 60 * minute, '2 d 4 h'],
    [(20 * 24 + 5) * 60 * minute, '20 d'],
  ])('%d ms: %s', (ms, words) => expect(duration(ms)).toBe(words))
})

describe('how long an incident was open', () => {
  const open = card(1, { openedAt: START, resolution: null })
  it('grows while it is, and ends with its fix', () => {
    expect(openFor(open, START + 5)).toBe(5)
    const resolution = { text: null, by: null, at: START + 3, permalink: null }
    expect(openFor({ ...open, resolution }, START + 5)).toBe(3)
  })
})
