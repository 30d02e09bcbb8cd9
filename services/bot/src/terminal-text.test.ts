import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { terminalText } from './terminal-text.ts'

describe('text for a terminal', () => {
  it.each([
    ['a colour', '\u001b[31mred\u001b[0m', 'red'],
    ['a title of the window', '\u001b]0;title\u0007after', 'after'],
    ['a cursor that moves', 'a\u001b[2Jb\rc\bd', 'ab c d'],
    ['a line break', 'a\nb', 'a b'],
    ['a direction that turns', 'a\u202eb\u2066c', 'a b c'],
    ['words in any script', 'größer 障害 🔥', 'größer 障害 🔥'],
  ])('keeps nothing of %s but words', (_, text, expected) => {
    expect(terminalText(text)).toBe(expected)
  })

  it('is ready soon, however many codes begin and never end', () => {
    for (const hostile of ['\u001b', '\u001b]', '\u001b[;', '\u001b[1', ';a', '\u001b]a;', '\u009b1', '\u009d'])
      expect(terminalText(`\u001b]${hostile.repeat(30_000)}`)).not.toMatch(/\p{Cc}/u)
  }, 5_000)

  it('holds no control character, whatever went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(terminalText(text)).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})
