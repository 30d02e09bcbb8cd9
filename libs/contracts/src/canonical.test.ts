import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, hashId, sha256 } from './canonical.ts'

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}

describe('canonicalJson', () => {
  it('refuses what JSON has no form for', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n])
      expect(() => canonicalJson({ bad })).toThrow(TypeError)
  })

  it('leaves out undefined members, as JSON does', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
  })

  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(shuffled(value)) === canonicalJson(value)))
  })

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // -0 is the one JSON number that does not come back.
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('hashes', () => {
  it('gives the published SHA-256 of the empty text', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('keeps parts apart', () => {
    expect(hashId('ab', 'c')).not.toBe(hashId('a', 'bc'))
    expect(hashId('1')).not.toBe(hashId(1))
  })
})
