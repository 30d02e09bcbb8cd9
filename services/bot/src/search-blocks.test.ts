import type { SearchResult } from '@thala/incidents'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quote } from './search-blocks.ts'

const best = (text: string, ...marked: readonly string[]): SearchResult['best'] => ({
  text,
  marks: marked.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length })),
  messageId: 'm',
  author: null,
  at: 0,
  permalink: null,
})

describe('a quoted message', () => {
  it.each([
    ['has its matches in bold', best('the card page hangs', 'card', 'hangs'), '“the *card* page *hangs*”'],
    ['keeps a match plain inside of a longer word', best('prepayments fail', 'payments'), '“prepayments fail”'],
    ['keeps a match plain beside a star', best('*card* page', 'card'), '“*card* page”'],
    ['escapes around and inside of matches', best('<a> & b<c>', 'b<c>'), '“&lt;a&gt; &amp; *b&lt;c&gt;*”'],
    ['stands on one line', best('one\n two\tthree'), '“one two three”'],
    ['has no bold over two words', best('one two', 'one two'), '“one two”'],
    ['takes its matches from where they were', best('a\u0000\u202eb card', 'card'), '“a b *card*”'],
    ['names its author as characters', { ...best('x'), author: '<@U1>' }, '&lt;@U1&gt;: “x”'],
  ])('%s', (_, message, quoted) => {
    expect(quote(message)).toBe(quoted)
  })

  it('never opens markup, whatever is marked', () => {
    const cut = fc
      .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '&', '!', '@', 'a', ' ', '*'), maxLength: 40 }),
        cut,
        (text, mark) => {
          expect(quote({ ...best(text), marks: [mark] })).not.toMatch(/<|>|&(?!amp;|lt;|gt;)/)
        },
      ),
    )
  })
})
