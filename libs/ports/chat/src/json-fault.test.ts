import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultAt } from './json-fault.ts'

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the first character that is not JSON', () => {
  it.each([
    ['[{"ts": oops}]', 8],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['{"a":1]', 6],
    ['[]]', 2],
    ['1 2', 2],
    ['["\\x"]', 2],
    ['["a\nb"]', 3],
    ['[tru]', 1],
    ['}', 0],
    [':', 0],
  ])('of %j stands at %i', (text, place) => {
    expect(parses(text)).toBe(false)
    expect(faultAt(text)).toBe(place)
  })

  it.each(['', ' ', '[', '{', '{"a"', '{"a":', '{"a":1', '[1,', '["abc', '[[[]]'])(
    'is missing at the end of %j',
    (text) => {
      expect(faultAt(text)).toBe(text.length)
    },
  )

  it('is found in deep nesting', () => {
    const depth = 100_000
    expect(faultAt(`${'['.repeat(depth)}x`)).toBe(depth)
  })

  it('is found wherever a character that never stands outside of strings is put in', () => {
    const json = fc.jsonValue().map((value) => JSON.stringify([value]).replace(/"(?:[^"\\]|\\.)*"/g, '""'))
    fc.assert(
      fc.property(json, fc.nat(), (text, n) => {
        const place = n % text.length
        // Within an empty string or a word it is the start of the word, or one later, that is at fault.
        const fault = faultAt(`${text.slice(0, place)}\u0001${text.slice(place)}`)
        expect(fault).toBeLessThanOrEqual(place)
        expect(faultAt(text)).toBe(text.length)
      }),
    )
  })

  it('is never found in JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(faultAt(text)).toBe(text.length)
      }),
    )
  })
})
