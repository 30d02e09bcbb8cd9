import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { terms } from './analyze.ts'
import { excerpt } from './highlight.ts'

const highlight = (text: string, queryTerms: readonly string[]) => excerpt(text, queryTerms, text.length).marks

const marked = (text: string, query: string) =>
  highlight(text, terms(query)).map(({ start, end }) => text.slice(start, end))

const sentence = fc
  .array(
    fc.constantFrom('payments', 'disk-full', 'ok', 'HTTP 502', 'paymentService', '🔥', 'ﬁle', '\n', 'x'.repeat(90)),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(' '))
const query = fc.subarray(['payment', 'disk', 'http-502', '502', 'file', 'disk-full', 'x'.repeat(64), 'absent'])

describe('highlight', () => {
  it('marks nothing without terms, without hits, or in nothing', () => {
    expect(highlight('payments', [])).toEqual([])
    expect(highlight('payments', ['refund'])).toEqual([])
    expect(highlight('', ['payment'])).toEqual([])
  })

  it.each([
    ['Payments failed; the payment was lost', 'payment', ['Payments', 'payment']],
    ['payments-api is down', 'api', ['api']],
    ['payments-api is down', 'payments-api', ['payments-api']],
    ['got HTTP 502 again', 'http 502', ['HTTP 502']],
    ['PaymentService', 'service', ['Service']],
    ['<https://x.io/payments|label>', 'payments', ['payments']],
    ['a ﬁle', 'file', ['ﬁle']],
    ['R&amp;D disk', 'disk', ['disk']],
  ])('%s ? %s', (text, asked, expected) => {
    expect(marked(text, asked)).toEqual(expected)
  })

  it('is merged, ascending and in range', () => {
    fc.assert(
      fc.property(sentence, query, (text, asked) => {
        let before = -1
        for (const { start, end } of highlight(text, asked)) {
          expect(start).toBeGreaterThan(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          before = end
        }
      }),
    )
  })

  it('still marks words after the part of a long text that is indexed', () => {
    expect(marked(`${'filler '.repeat(5000)}payments`, 'payment')).toEqual(['payments'])
  })
})

describe('excerpt', () => {
  it('is the text itself when that fits', () => {
    expect(excerpt('payments are down', ['payment'], 100)).toEqual({
      text: 'payments are down',
      marks: [{ start: 0, end: 8 }],
    })
  })

  it('is empty when there is no room for a word between two ellipses', () => {
    expect(excerpt('payments', ['payment'], 2)).toEqual({ text: '', marks: [] })
    expect(excerpt('payments', ['payment'], 0)).toEqual({ text: '', marks: [] })
    expect(excerpt('payments', ['payment'], -1)).toEqual({ text: '', marks: [] })
  })

  it('is the beginning when nothing is found, and ends between words', () => {
    expect(excerpt('one two three four five', ['absent'], 16)).toEqual({ text: 'one two three…', marks: [] })
  })

  it('prefers more distinct terms to more places', () => {
    const text = `disk disk disk disk ${'filler '.repeat(50)}payments filled the disk ${'filler '.repeat(50)}`
    const { text: shown, marks } = excerpt(text, terms('payments disk'), 60)
    expect(shown).toContain('payments filled the disk')
    expect(shown.startsWith('…') && shown.endsWith('…')).toBe(true)
    expect(marks.map(({ start, end }) => shown.slice(start, end))).toEqual(['payments', 'disk'])
  })

  it('starts and ends between words where there is a gap nearby', () => {
    const { text } = excerpt(`${'alpha beta '.repeat(40)}payments${' gamma delta'.repeat(40)}`, ['payment'], 70)
    expect(text).toMatch(/^…(alpha|beta) .*payments.* (gamma|delta)…$/)
  })

  it('cuts a hit that is longer than the room', () => {
    const { text, marks } = excerpt(`a ${'x'.repeat(90)}`, ['x'.repeat(64)], 20)
    expect(text).toBe(`…${'x'.repeat(18)}…`)
    expect(marks).toEqual([{ start: 1, end: 19 }])
  })

  it('never exceeds its length, halves no character, and marks what stands in the text', () => {
    fc.assert(
      fc.property(sentence, query, fc.integer({ min: 0, max: 200 }), (text, asked, maxLength) => {
        const found = excerpt(text, asked, maxLength)
        expect(found.text.length).toBeLessThanOrEqual(maxLength)
        expect(found.text.isWellFormed()).toBe(true)
        expect(text).toContain(found.text.replace(/^…|…$/g, ''))
        let before = 0
        for (const { start, end } of found.marks) {
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(found.text.length)
          expect(found.text.slice(start, end)).not.toContain('…')
          before = end
        }
        if (highlight(text, asked).length > 0 && maxLength >= 20) expect(found.marks.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})
