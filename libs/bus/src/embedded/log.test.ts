import { describe, expect, it } from 'vitest'
import { endOfGap } from './log.ts'

describe('a gap', () => {
  it.each([
    { when: 'records before the first that is left are gone', from: 5, earliest: 8, first: 8, end: 8 },
    { when: 'what is left begins after a hole', from: 5, earliest: 7, first: 9, end: 7 },
    { when: 'all is gone', from: 5, earliest: 8, first: undefined, end: 8 },
    { when: 'nothing was removed', from: 5, earliest: 0, first: 5, end: null },
    { when: 'only what was read before is gone', from: 5, earliest: 5, first: 6, end: null },
    { when: 'there was never anything', from: 0, earliest: 0, first: undefined, end: null },
    { when: 'what was just read expires meanwhile', from: 5, earliest: 7, first: 5, end: null },
  ])('ends at $end when $when', ({ from, earliest, first, end }) => {
    expect(endOfGap(from, earliest, first)).toBe(end)
  })
})
