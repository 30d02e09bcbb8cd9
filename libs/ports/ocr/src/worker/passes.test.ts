import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credible, isUnsure, type Line, merged, type Word } from './passes.ts'

/** A word that begins after so many letters of its line. */
const word = (text: string, confidence: number, after = 0, row = 0): Word => ({
  text,
  confidence,
  box: { left: after / 100, right: (after + text.length) / 100, top: row / 10, bottom: (row + 0.5) / 10 },
})
const line = (text: string, confidence = 95, row = 0): Line => {
  const before = (words: readonly string[]) => words.join(' ').length + (words.length > 0 ? 1 : 0)
  const all = text.split(' ')
  return { text, confidence, words: all.map((one, i) => word(one, confidence, before(all.slice(0, i)), row)) }
}
/** The same line, with other confidences of some words. */
const doubting = (of: Line, doubts: Readonly<Record<string, number>>): Line => ({
  ...of,
  words: of.words.map((one) => ({ ...one, confidence: doubts[one.text] ?? one.confidence })),
})
const texts = (lines: readonly Line[]) => lines.map(({ text }) => text)

describe('lines that were recognised', () => {
  it('are left out when they are empty or hardly believed', () => {
    expect(texts(credible([line('kin Ean Ewe', 20), line('  \n'), line('Access denied\n', 60)]))).toEqual([
      'Access denied',
    ])
  })

  it('have hexadecimal numbers that begin with a zero, and words that begin with an O', () => {
    expect(texts(credible([line('Error Ox80070005 in ox0A1B, Oxford')]))).toEqual([
      'Error 0x80070005 in 0x0A1B, Oxford',
    ])
  })

  it('have no icons or edges beside them, and all the words that are believed', () => {
    const [first] = credible([
      {
        text: 'x',
        confidence: 90,
        words: [word('H', 30), word('|', 55), word('is', 40), word('I', 95)],
      },
    ])
    expect(first?.text).toBe('is I')
  })

  it('say click where it says so', () => {
    expect(texts(credible([line('then dick Add, dicked by Dick or a dickens')]))).toEqual([
      'then click Add, clicked by Dick or a dickens',
    ])
  })

  it('are unsure when there are none, or when words are doubtful on the whole', () => {
    expect(isUnsure([])).toBe(true)
    expect(isUnsure([line('~ =')])).toBe(true)
    expect(isUnsure([line('all is well', 70)])).toBe(true)
    expect(isUnsure([line('all is well', 96), line('| x', 1)])).toBe(false)
  })
})

describe('two passes', () => {
  it('say what the first says, then what the second alone says', () => {
    const first = [line('Sign in'), line('AADSTS50011: the reply URL')]
    const second = [line('Signin to the reply URL', 95, 5), line('does not match', 95, 6), line('[=]', 95, 7)]
    expect(texts(merged(first, second))).toEqual(['Sign in', 'AADSTS50011: the reply URL', 'does not match'])
  })

  it('keep the surer reading of a code beside the first, since neither is known to be right', () => {
    const first = doubting(line('request 4be0d-11 was refused'), { '4be0d-11': 12 })
    const again = line('request 4be0-11 was refused')
    expect(texts(merged([first], [doubting(again, { '4be0-11': 32 })]))).toEqual([first.text, '4be0-11'])
    expect(texts(merged([first], [doubting(again, { '4be0-11': 20 })]))).toEqual([first.text])
  })

  it('give a word the letters that the second found and the first lost or took for a mark', () => {
    const first = doubting(line('The fil= may be gone'), { 'fil=': 8 })
    expect(texts(merged([first], [line('The file may be gone')]))).toEqual(['The file may be gone'])
  })

  it.each([
    ['of other letters', 'cannot', 31, 'cannct', 89],
    ['that is shorter', 'Security', 31, 'Secunty', 90],
    ['of which it is hardly surer', 'fil', 86, 'file', 95],
    ['with a mark more', 'nox', 40, 'no[Jx', 80],
    ['in the place of an icon', 'H', 30, 'He', 90],
  ])('leave a word alone for one %s', (_, mine, before, other, after) => {
    const first = { text: mine, confidence: 80, words: [word(mine, before)] }
    const second = { text: other, confidence: 80, words: [word(other, after)] }
    expect(merged([first], [second])[0]).toBe(first)
  })

  it('put the words that the first skipped where they stand in its line', () => {
    const whole = line('This might be due to a network issue')
    const first = { ...whole, text: 'due to issue', words: whole.words.filter(({ text }) => /due|to|issue/.test(text)) }
    expect(texts(merged([first], [whole]))).toEqual(['This might be due to network issue'])
  })

  it('put no word of another line or column into a line', () => {
    const left = line('Name Alice')
    const right = { ...line('Role'), words: [word('Role', 95, 60)] }
    const below = line('Name Bob', 95, 5)
    const second = { ...line('Name Alice Role'), words: [...left.words, ...right.words] }
    expect(merged([left, right], [second, below]).slice(0, 2)).toEqual([left, right])
  })

  it('lose no letter of the first, and make nothing up', () => {
    const said = fc.tuple(fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: 100 }))
    const lines = fc
      .array(said, { maxLength: 6 })
      .map((all) => all.map(([text, confidence], row) => line(text, confidence, row)))
    const letters = (all: readonly Line[]) =>
      all
        .flatMap(({ words }) => words.map(({ text }) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0))
        .reduce((a, b) => a + b, 0)
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const both = merged(first, second)
        const read = new Set([...first, ...second].flatMap(({ words }) => words))
        expect(both.length).toBeGreaterThanOrEqual(first.length)
        expect(letters(both)).toBeGreaterThanOrEqual(letters(first))
        expect(both.flatMap(({ words }) => words).every((one) => read.has(one))).toBe(true)
        expect(merged(first, first)).toEqual(first)
      }),
    )
  })
})
