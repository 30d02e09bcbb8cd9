import { describe, expect, it } from 'vitest'
import { regexLiterals } from './regex-literals.ts'

const sources = (text: string): string[] => regexLiterals(text).map(({ source, flags }) => `${source} ${flags}`.trim())

describe('regular expressions in a source text', () => {
  it.each([
    ['a division', 'const a = b / c / d'],
    ['a division by what is in brackets', 'f(x) / 2 / g[1] / 3'],
    ['a comment', '// not /this/\n/* nor /that/ */'],
    ['a string', `'/a/' + "/b/" + '\\'/c/'`],
    ['a template', '`/a/ \\` /b/ $ {`'],
    ['markup of a division after a template', '`a` / 2 / 3'],
  ])('are not %s', (_, text) => {
    expect(sources(text)).toEqual([])
  })

  it.each([
    ['after an equals sign', 'const a = /a+/gu', ['a+ gu']],
    ['after a word that an operand follows', 'return /b/.test(x)', ['b']],
    ['with a slash in a class, and one that is escaped', 'f(/[/\\]]\\/x/, 1)', ['[/\\]]\\/x']],
    [
      'in what a template embeds, and after it',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
      '`${x.replace(/a/g, `${/b/.source}`)} /no/` + f(/c/)',
      ['a g', 'b', 'c'],
    ],
    ['after the end of a block', 'if (a) { b }\n/d/.exec(c)', ['d']],
    ['in a list and in an object', '[/e/, { f: /f/i }]', ['e', 'f i']],
  ])('are found %s', (_, text, expected) => {
    expect(sources(text)).toEqual(expected)
  })

  it('come with their line', () => {
    expect(regexLiterals('a\nb\n  = /x/')).toEqual([{ line: 3, source: 'x', flags: '' }])
  })

  it.each(['x = `abc', 'x = /abc'])('are not guessed where a text is none: %s', (text) => {
    expect(() => regexLiterals(text)).toThrow(/line 1: .* without end/)
  })
})
