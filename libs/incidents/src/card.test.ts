import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TITLE, shorten, titleOf } from './card.ts'

describe('a title', () => {
  it.each([
    ['', '(no text)'],
    [' \n\t\n', '(no text)'],
    ['\n  first line \nsecond', 'first line'],
  ])('of %j is %j', (text, title) => {
    expect(titleOf(text)).toBe(title)
  })

  it('is cut between words where one ends near', () => {
    expect(shorten('checkout is down for everyone', 20)).toBe('checkout is down…')
    expect(shorten('a'.repeat(30), 10)).toBe(`${'a'.repeat(9)}…`)
  })

  it('has at most 120 characters and never half of one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const title = titleOf(text)
        expect([...title].length).toBeLessThanOrEqual(MAX_TITLE)
        expect(title.isWellFormed()).toBe(true)
      }),
    )
    expect(shorten('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`)
  })
})
