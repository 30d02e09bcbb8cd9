import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fields, header, link, MAX_SECTION, oneLine, section, words } from './markup.ts'

describe("other people's words", () => {
  it.each([
    ['<!channel> look', '&lt;!channel&gt; look'],
    ['<@U123> & <https://evil.example|bank>', '&lt;@U123&gt; &amp; &lt;https://evil.example|bank&gt;'],
    ['one\ntwo\t three ', 'one two three'],
    ['abcdefg', 'abcde…'],
    ['\u202eBob', 'Bob'],
    ['\u001b[31mred\u001b[0m \u0000end', 'red end'],
    ['a\u2067b\u2069c', 'a b c'],
    ['half \ud83d of one', 'half \ufffd of one'],
    ['שלום عالم größer 障害 🔥', 'שלום عالم größer 障害 🔥'],
  ])('%j are shown as %j', (text, shown) => {
    expect(words(text, shown.endsWith('…') ? 6 : 100)).toBe(shown)
  })

  it('never open markup, and never exceed their length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const shown = words(text, 50)
        expect(shown).not.toMatch(/[<>]/)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown.length).toBeLessThanOrEqual(50 * 10)
      }),
    )
  })

  it('take none of the words around them along, and are whole characters', () => {
    const acting = fc.constantFrom(
      '\u202e',
      '\u202a',
      '\u2066',
      '\u2069',
      '\u001b',
      '\u0000',
      '\u009b',
      '\ud800',
      '\udc00',
      '[',
      'm',
      'ש',
    )
    fc.assert(
      fc.property(fc.string({ unit: acting, maxLength: 60 }), (text) => {
        const shown = oneLine(text, 50)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
        expect(shown.includes('ש')).toBe(text.includes('ש'))
      }),
    )
  })

  it('are read in time however many codes they begin', () => {
    for (const hostile of ['\u001b', '\u001b]', '\u001b[;', ';a', '\u001b]a;', '\u009b1'])
      expect([...oneLine(`\u001b]${hostile.repeat(60_000)}`, 50)].length).toBeLessThanOrEqual(50)
  }, 5_000)

  it('stand in blocks in which Slack makes no mentions of its own', () => {
    expect(section('@here')).toEqual({ type: 'section', text: { type: 'mrkdwn', text: '@here', verbatim: true } })
  })
})

describe('a link', () => {
  it.each([
    null,
    'javascript:alert(1)',
    'https://x.example/a b',
    'https://x.example/>|<!channel>',
    'https://x.example/\u202egpj.exe',
    'https://x.example/\u0000',
    'https://x.example/\ud83d',
    `https://x.example/${'a'.repeat(600)}`,
  ])('to %j is its label alone', (url) => {
    expect(link(url, 'label')).toBe('label')
  })

  it('cannot be ended by its label', () => {
    expect(link('https://x.example/?a=1&b=2', 'a|b')).toBe('<https://x.example/?a=1&amp;b=2|a¦b>')
  })
})

describe('limits of Slack', () => {
  it('hold for sections: lines that do not fit are left out whole', () => {
    const block = section('&amp;'.repeat(500), '&amp;'.repeat(500), 'short')
    expect(block.text?.text).toBe(`${'&amp;'.repeat(500)}\nshort`)
    expect(block.text?.text.length).toBeLessThanOrEqual(MAX_SECTION)
  })

  it('hold for headers and fields', () => {
    expect(header('x'.repeat(300)).text.text.length).toBeLessThanOrEqual(150)
    expect(fields(...Array.from({ length: 12 }, () => ['a', 'b'] as const)).fields).toHaveLength(10)
  })

  it('allow no empty section', () => {
    expect(section('x'.repeat(4000)).text?.text).toBe(' ')
  })
})
