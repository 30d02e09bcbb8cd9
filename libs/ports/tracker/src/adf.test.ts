import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adfText, isAdf } from './adf.ts'

const doc = (...content: unknown[]) => ({ type: 'doc', version: 1, content })
const text = (said: string, ...marks: unknown[]) => ({ type: 'text', text: said, ...(marks.length > 0 && { marks }) })
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })

describe('a document of Atlassian', () => {
  it('that is none gives no text', () => {
    for (const value of [null, undefined, 7, 'words', [], {}, { type: 'doc', content: 'x' }, doc(null, 7, [])])
      expect(adfText(value)).toBe('')
    expect(isAdf('words')).toBe(false)
  })

  it('reads as its paragraphs, headings, lists, code and tables', () => {
    const item = (said: string) => ({ type: 'listItem', content: [paragraph(text(said))] })
    const cell = (said: string) => ({ type: 'tableCell', content: [paragraph(text(said))] })
    const read = adfText(
      doc(
        { type: 'heading', attrs: { level: 2 }, content: [text('What happens')] },
        paragraph(text('Checkout '), text('fails', { type: 'strong' }), { type: 'hardBreak' }, text('since 9:40')),
        { type: 'bulletList', content: [item('EU'), item('US')] },
        { type: 'codeBlock', content: [text('ECONNREFUSED\n10.0.0.1')] },
        { type: 'table', content: [{ type: 'tableRow', content: [cell('host'), cell('db-1')] }] },
      ),
    )
    expect(read.replace(/\n+/g, '\n')).toBe(
      'What happens\nCheckout fails\nsince 9:40\n- EU\n- US\nECONNREFUSED\n10.0.0.1\nhost | db-1',
    )
  })

  it('keeps names, addresses, dates and what pictures are called', () => {
    const href = 'https://acme.example/browse/OPS-7'
    const read = adfText(
      doc(
        paragraph(
          { type: 'mention', attrs: { id: '1', text: '@Ada' } },
          text(' see '),
          text('this', { type: 'link', attrs: { href } }),
          { type: 'inlineCard', attrs: { url: 'https://acme.example/x' } },
          { type: 'emoji', attrs: { shortName: ':fire:' } },
          { type: 'date', attrs: { timestamp: '1757324510000' } },
          { type: 'status', attrs: { text: 'DOWN' } },
        ),
        { type: 'mediaSingle', content: [{ type: 'media', attrs: { alt: 'error.png' } }] },
      ),
    )
    for (const part of [
      '@Ada',
      `this (${href})`,
      'https://acme.example/x',
      ':fire:',
      '2025-09-08',
      'DOWN',
      '[error.png]',
    ])
      expect(read).toContain(part)
  })

  it('gives the text of nodes that are not known', () => {
    expect(adfText(doc({ type: 'newThing', content: [paragraph(text('still read'))] }))).toBe('still read')
  })

  const nested = (depth: number, ...bottom: unknown[]) => {
    let deep: unknown = { type: 'blockquote', content: bottom }
    for (let level = 1; level < depth; level++) deep = { type: 'blockquote', content: [deep] }
    return deep
  }

  it('loses none of its words, and keeps their order, however deep they are nested', () => {
    const deep = nested(3_000, paragraph(text('checkout '), text('is down')), paragraph(text('since 9:40')))
    const read = adfText(doc(paragraph(text('top')), deep, paragraph(text('end'))))
    expect(read.replace(/\n+/g, '\n')).toBe('top\ncheckout is down\nsince 9:40\nend')
  })

  it('nested without end is read to a bound, and says that there was more', () => {
    expect(adfText(doc(paragraph(text('top')), nested(100_000, text('bottom'))))).toBe('top\n[cut]')
  })

  it('is text, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('type', 'text', 'content', 'attrs', 'marks', '__proto__') }),
        (any) => {
          expect(typeof adfText(doc(any, { type: 'date', attrs: any }, { type: 'text', marks: [any] }))).toBe('string')
        },
      ),
    )
  })
})
