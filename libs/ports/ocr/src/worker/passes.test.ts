import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credible, isUnsure, type Line, merged } from './passes.ts'

const line = (text: string, confidence = 95): Line => ({
  text,
  confidence,
  words: text.split(' ').map((word) => ({ text: word, confidence })),
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
        words: [
          { text: 'H', confidence: 30 },
          { text: '|', confidence: 55 },
          { text: 'is', confidence: 40 },
          { text: 'I', confidence: 95 },
        ],
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
    const second = [line('AADSTS50O11: the reply URL'), line('does not match'), line('[=]')]
    expect(texts(merged(first, second))).toEqual(['Sign in', 'AADSTS50011: the reply URL', 'does not match'])
  })

  it('lose nothing of the first, and make nothing up', () => {
    const lines = fc.array(fc.string({ maxLength: 20 }).map((text) => line(text)))
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const both = merged(first, second)
        expect(both.slice(0, first.length)).toEqual(first)
        expect(both.slice(first.length).every((one) => second.includes(one))).toBe(true)
        expect(merged(first, first)).toEqual(first)
      }),
    )
  })
})
