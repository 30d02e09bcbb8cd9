import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlWords } from './html-words.ts'
import { splitWords } from './own-words.ts'

describe('what a mail says itself', () => {
  it.each([
    [
      'is all of it where nothing is repeated',
      'Checkout is down.\n\nEvery card fails.',
      'Checkout is down.\n\nEvery card fails.',
    ],
    ['is not what it quotes', 'Fixed.\n\nOn Mon, 8 Sep 2025, Ada wrote:\n> Checkout is down\n> since nine', 'Fixed.'],
    ['stands between quotes too', 'On Mon, 8 Sep 2025, Ada wrote:\n> is it up?\nyes\n> sure?\nvery', 'yes\nvery'],
    [
      'ends where an unmarked quote begins',
      'Fixed.\nAm 08.09.2025 um 09:41 schrieb Ada:\n\nCheckout is down',
      'Fixed.',
    ],
    [
      'ends where who wrote is told in several lines',
      'Up.\nOn Mon, 8 Sep 2025 at 09:41, Ada Lovelace\n<ada@acme.example>\nwrote:\n> down',
      'Up.',
    ],
    ['ends at the mail below', 'Done.\n\n-----Original Message-----\nFrom: Ada\nhelp', 'Done.'],
    [
      'ends at the head of the mail below',
      'Done.\n________________________________\nFrom: Ada\nSent: Monday\nTo: Ops\nSubject: help\n\nhelp',
      'Done.',
    ],
    ['ends at the signature', 'Restarted db-1.\n-- \nAda\nOps', 'Restarted db-1.'],
    ['is not what a telephone adds', 'Looking.\n\nSent from my iPhone', 'Looking.'],
    ['is not what a list adds', 'Looking.\n____________________\nops mailing list\nops@acme.example', 'Looking.'],
  ])('%s', (_, text, own) => expect(splitWords(text).own).toBe(own))

  it('is what follows at the top of a mail that left its quote out', () => {
    expect(splitWords('On Mon, 8 Sep 2025, Ada\n<ada@acme.example> wrote:\n\n+1')).toMatchObject({ own: '+1' })
  })

  it('keeps the rest beside it', () => {
    expect(splitWords('Fixed.\n> down\n-- \nAda').quoted).toBe('> down\n-- \nAda')
  })

  it('has what is forwarded, which is news to those who get it', () => {
    for (const text of [
      'FYI\n---------- Forwarded message ---------\nFrom: Ada\n> db is down',
      'Begin forwarded message:\n\ndb is down',
    ])
      expect(splitWords(text).own).toContain('db is down')
    const below = 'FYI\n-----Original Message-----\nFrom: Ada\ndb is down'
    expect(splitWords(below, 'FW: db').own).toContain('db is down')
    expect(splitWords(below, 'RE: db').own).toBe('FYI')
  })

  it('is not cut by words that only resemble a quote', () => {
    for (const text of ['From: the start we knew', 'On the wrote path: slow', '---\nnot a signature', 'a --> b\nx > y'])
      expect(splitWords(text)).toEqual({ own: text, quoted: '' })
  })

  it('and what it repeats are all of its lines, in time that grows with them alone', () => {
    const piece = fc.constantFrom(
      '> ',
      'On ',
      'wrote:',
      '-- ',
      '\n',
      'From: ',
      'Sent: ',
      '_____________',
      'word',
      'schrieb ',
      'Am ',
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), (pieces) => {
        const start = performance.now()
        const text = pieces.join('').repeat(60_000 / pieces.length)
        const { own, quoted } = splitWords(text)
        const letters = (one: string) => one.replace(/\s/g, '').length
        expect(letters(own) + letters(quoted)).toBe(letters(text))
        expect(performance.now() - start).toBeLessThan(4_000)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a mail in HTML', () => {
  it('reads as text, with its quotes marked', () => {
    const html =
      '<html><head><style>p{}</style></head><body><p>Fixed, see <a href="https://acme.example/x">the page</a>.</p>' +
      '<img src="cid:1"><div class="gmail_quote"><div>On Mon, 8 Sep 2025, Ada wrote:</div><blockquote>down</blockquote></div></body>'
    const words = splitWords(htmlWords(html))
    expect(words.own).toContain('Fixed, see the page [https://acme.example/x].')
    expect(words.own).not.toContain('down')
    expect(words.quoted).toContain('down')
  })

  it('nested deeper than any mail program does is read without its form', () => {
    expect(htmlWords(`${'<div>'.repeat(90_000)}down${'</div>'.repeat(90_000)}`)).toContain('down')
  })

  it('is read to a bound, however deep or broken', () => {
    for (const html of [
      '',
      '<',
      '<p',
      '<div>'.repeat(50_000),
      '</b>'.repeat(10_000),
      `<a href="${'x'.repeat(100_000)}">`,
      '&#xFFFFFFFF;',
    ])
      expect(typeof htmlWords(html)).toBe('string')
  })
})
