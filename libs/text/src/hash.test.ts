import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { terms } from './analyze.ts'
import { hashTerm, termHashes } from './hash.ts'

describe('hashTerm', () => {
  // Test vectors of the authors: http://www.isthe.com/chongo/src/fnv/test_fnv.c
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foobar', 0xbf9cf968],
    ['hello', 0x4f9f2cab],
  ])('is FNV-1a: %j', (term, hash) => {
    expect(hashTerm(term)).toBe(hash)
  })

  it('hashes the UTF-8 bytes of what is not ASCII', () => {
    const bytes = Buffer.from('支払').toString('latin1')
    let hash = 0x811c9dc5
    for (const byte of bytes)
      hash = Number(((BigInt(hash ^ byte.charCodeAt(0)) & 0xffffffffn) * 0x01000193n) & 0xffffffffn)
    expect(hashTerm('支払')).toBe(hash)
  })

  it('is a 32-bit unsigned integer for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (term) => {
        const hash = hashTerm(term)
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true)
      }),
    )
  })
})

describe('termHashes', () => {
  it('are distinct and ascending, one for each distinct term', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 40 }), (text) => {
        const hashes = termHashes(text)
        expect(hashes).toEqual([...hashes].sort((a, b) => a - b))
        expect(new Set(hashes)).toEqual(new Set(terms(text).map(hashTerm)))
        expect(new Set(hashes).size).toBe(hashes.length)
      }),
    )
  })

  it('are the same for the same words in another order and form', () => {
    expect(termHashes('payments are failing')).toEqual(termHashes('Failed payment, FAILED!'))
  })
})
