import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wikiText } from './wiki.ts'

describe('wiki markup', () => {
  it.each([
    ['plain words', 'plain words'],
    ['h2. Symptom\r\nnothing loads', 'Symptom\nnothing loads'],
    ['{code:java|title=x}\nint a;\n{code}', 'int a;'],
    ['{noformat}boom{noformat}', 'boom'],
    [
      'see [the page|https://acme.example/a] and [https://acme.example/b]',
      'see the page (https://acme.example/a) and https://acme.example/b',
    ],
    ['[~ada] please look', '@ada please look'],
    ['!error screen.png|thumbnail!', '[error screen.png]'],
    ['{color:#ff0000}red{color}', 'red'],
    ['wow! it works! and a[0] | b', 'wow! it works! and a[0] | b'],
  ])('%j reads as %j', (text, expected) => expect(wikiText(text)).toBe(expected))

  it('is read in time that grows with its length alone', () => {
    const piece = fc.constantFrom('[', '{code', '!', '|', ']', '}', 'h1. ', '[~', '.png', ' ', '\n')
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const start = performance.now()
        wikiText(pieces.join('').repeat(20_000 / pieces.length))
        expect(performance.now() - start).toBeLessThan(2_000)
      }),
      { numRuns: 30 },
    )
  })
})
