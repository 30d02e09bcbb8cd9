import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBlocks } from './draw.ts'
import { plainCard } from './fixtures/card.ts'
import { latestBlocks } from './latest-blocks.ts'
import { context, escaped, fields, header, section } from './markup.ts'

const plain = { width: 60, colour: false }
const ESC = '\u001b'

describe('blocks in a terminal', () => {
  it("let no control character of anyone's text through", () => {
    const nasty = `${ESC}[2J${ESC}]0;owned\u0007\r\b\u009b31m\u202eabc\ue000x`
    const drawn = drawBlocks([header(nasty), section(nasty), context(nasty), fields(['a', nasty])], plain)
    expect(drawn.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\ue000]/u)
    expect(drawn).toContain('abc')
  })

  it('show links by label, dates by their text, and characters as they were written', () => {
    const text = `*<https://x.example|Title>* · <!date^1^{time}|2025-09-10 08:00 UTC> (3 d ago) ${escaped('<b> & &lt;')}`
    expect(drawBlocks([section(text)], { width: 100, colour: false })).toBe(
      'Title · 2025-09-10 08:00 UTC (3 d ago) <b> & &lt;',
    )
  })

  it('use escape codes only when asked for colour', () => {
    const blocks = [header('Head'), section('*bold* and plain'), context('note')]
    expect(drawBlocks(blocks, plain)).toBe('Head\nbold and plain\nnote')
    expect(drawBlocks(blocks, { ...plain, colour: true })).toBe(
      `${ESC}[1mHead${ESC}[22m\n${ESC}[1mbold${ESC}[22m and plain\n${ESC}[2mnote${ESC}[22m`,
    )
  })

  it('keep words bold across a broken line', () => {
    const drawn = drawBlocks([section('*one two three four five six*')], { width: 20, colour: true })
    expect(drawn.split('\n')).toHaveLength(2)
    expect(drawn).not.toContain('*')
    expect(drawn.split(`${ESC}[1m`)).toHaveLength(7)
  })

  it('break at the width, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
        fc.integer({ min: 20, max: 80 }),
        (text, width) => {
          const drawn = drawBlocks([section(escaped(text)), context(escaped(text))], { width, colour: false })
          for (const line of drawn.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('count two columns for wide characters', () => {
    const [first = ''] = drawBlocks([section('漢字'.repeat(20))], { width: 21, colour: false }).split('\n')
    expect([...first]).toHaveLength(10)
  })

  it('say what to type in place of a button', () => {
    const list = { issues: [plainCard], total: 3, page: 2, pageSize: 1, pages: 3, counts: { open: 3, resolved: 0 } }
    const drawn = drawBlocks(latestBlocks(list, 0).blocks, { width: 120, colour: false })
    expect(drawn).toContain(
      'previous page: npm run thala -- ask latest_issue 1 · next page: npm run thala -- ask latest_issue 3',
    )
    expect(drawn).toContain('2 of 3')
  })

  it('draw nothing for no blocks', () => {
    expect(drawBlocks([], plain)).toBe('')
  })
})
