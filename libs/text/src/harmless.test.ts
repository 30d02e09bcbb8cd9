import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { harmless, harmlessLines } from './harmless.ts'

/** Half characters, and what turns the direction of writing. */
const ACTING = /[\p{Cs}\u202a-\u202e\u2066-\u2069]/u
const CONTROL = /\p{Cc}/u
const parts = fc.array(
  fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom('\ud800', '\udc00', '\u202e', '\r', '\n')),
)

describe('text of others, made harmless', () => {
  it('is as long as it was, and acts on nothing around it, whatever it was', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const text = some.join('')
        expect(harmless(text)).toHaveLength(text.length)
        expect(harmless(text)).not.toMatch(ACTING)
        expect(harmless(text)).not.toMatch(CONTROL)
        expect(harmlessLines(text)).toHaveLength(text.length)
        expect(harmlessLines(text)).not.toMatch(ACTING)
        expect(harmlessLines(text).replace(/[\n\t]/g, '')).not.toMatch(CONTROL)
      }),
    )
  })

  it('keeps the words of every script, and line breaks where lines are wanted', () => {
    const text = 'שלום, مرحبا\n\t日本語 👩‍💻'
    expect(harmlessLines(text)).toBe(text)
    expect(harmless(text)).toBe('שלום, مرحبا  日本語 👩‍💻')
  })
})
