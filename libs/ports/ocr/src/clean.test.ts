import { MAX_TEXT } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean } from './clean.ts'

describe('cleaned text', () => {
  it('has no control characters, marks of direction, zero widths or halves of characters', () => {
    expect(clean('a\u0000b\u001b[31mc\u200bd\u202ee\ufefff\ud800g\u0085h')).toBe('ab[31mcdefgh')
  })

  it('keeps tabs and lines, of any system', () => {
    expect(clean('a\tb\r\nc\rd\fe')).toBe('a\tb\nc\nd\ne')
  })

  it('has composed characters, and no empty space at ends or in rows', () => {
    expect(clean('  \n\ne\u0301 \n\n\n\nx  \n ')).toBe('é\n\nx')
  })

  it('is cut with a note that says how much there was', () => {
    const cut = clean('x'.repeat(MAX_TEXT + 1))
    expect(cut.length).toBeLessThanOrEqual(MAX_TEXT)
    expect(cut).toMatch(/\[cut here: the first \d+ of about 200001 characters\]$/)
    expect(clean('x'.repeat(MAX_TEXT))).toHaveLength(MAX_TEXT)
  })

  it('says that there was more where only the beginning is given', () => {
    expect(clean('y'.repeat(MAX_TEXT), 9_000_000)).toContain('of about 9000000 characters')
  })

  it('is never longer than allowed, is well formed, and cleaning again changes nothing', () => {
    const text = fc.string({ unit: 'binary', maxLength: 500 })
    fc.assert(
      fc.property(text, fc.nat({ max: 5 }), (piece, times) => {
        const once = clean(piece.repeat(times * 200))
        expect(once.length).toBeLessThanOrEqual(MAX_TEXT)
        expect(once.isWellFormed()).toBe(true)
        expect(clean(once)).toBe(once)
      }),
      { numRuns: 60 },
    )
  })
})
