import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passages } from './passages.ts'

describe('a message', () => {
  it.each([
    ['', []],
    ['``````', []],
    ['just words', [{ kind: 'words', text: 'just words' }]],
    ['a fence ``` that stays open', [{ kind: 'words', text: 'a fence ``` that stays open' }]],
    [
      'trace:\n```\nError: no\n  at x\n```\nhelp',
      [
        { kind: 'words', text: 'trace:' },
        { kind: 'code', text: 'Error: no\n  at x' },
        { kind: 'words', text: 'help' },
      ],
    ],
    [
      '```one``` and ```two',
      [
        { kind: 'code', text: 'one' },
        { kind: 'words', text: ' and ```two' },
      ],
    ],
  ])('%j', (text, expected) => expect(passages(text)).toEqual(expected))

  it('loses nothing but fences and white space, whatever it is', () => {
    const text = fc.array(fc.constantFrom('```', '`', 'a', ' ', '\n', 'é')).map((parts) => parts.join(''))
    const bare = (one: string) => one.replace(/```|\s/g, '')
    fc.assert(
      fc.property(text, (one) => {
        expect(
          bare(
            passages(one)
              .map((passage) => passage.text)
              .join('\n'),
          ),
        ).toBe(bare(one))
      }),
    )
  })
})
