import { collections } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vectorOf } from './contract/opened.ts'
import { checkDistinct, checkFind, checkSearch, cursorOf, indexable, placeOf } from './query.ts'

const { messages } = collections
const bad = expect.objectContaining({ code: 'bad-input' })

const search = (query: Partial<Parameters<typeof checkSearch>[1]>) =>
  checkSearch(messages, { terms: ['db'], conversations: ['c1'], k: 10, ...query })

describe('checkSearch', () => {
  it.each([0, 1001, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses k = %d', (k) => {
    expect(() => search({ k })).toThrow(bad)
  })

  it('refuses more conversations than it bounds', () => {
    const conversations = Array.from({ length: 200_001 }, (_, n) => `c${n}`)
    expect(() => search({ conversations })).toThrow('200001 conversations are too many')
  })

  it('refuses a bad vector also where nothing could be found', () => {
    expect(() => search({ conversations: [], vector: new Int8Array(3) })).toThrow(bad)
  })

  it('knows when nothing can be found', () => {
    expect(search({ conversations: [] })).toBeNull()
    expect(search({ terms: [] })).toBeNull()
    expect(search({ terms: ['', 'w'.repeat(65)] })).toBeNull()
    expect(search({ terms: [], vector: vectorOf({ 0: 1 }) })).not.toBeNull()
  })

  it('asks for each term once, for 64 at most', () => {
    const terms = Array.from({ length: 300 }, (_, n) => `w${n % 100}`)
    expect(search({ terms })?.terms).toEqual(terms.slice(0, 64))
  })
})

describe('indexable', () => {
  it('drops what is empty or over 64 characters, and all after the 2,000th', () => {
    const edge = 'w'.repeat(64)
    expect(indexable(['a', '', `${edge}w`, edge])).toEqual(['a', edge])
    expect(indexable(Array.from({ length: 2500 }, () => 'a')).length).toBe(2000)
  })
})

describe('checkFind', () => {
  it('asks for each value once, types kept apart', () => {
    expect(checkFind(messages, 'at', [1, '1', true, 1]).values).toEqual([1, '1', true])
  })

  it.each(['body', 'toString', '__proto__', ''])('refuses the undeclared field %j', (field) => {
    expect(() => checkFind(messages, field, [1])).toThrow(bad)
  })
})

describe('checkDistinct', () => {
  it('names the id that repeats', () => {
    expect(() => checkDistinct(['a', 'b', 'a'])).toThrow('"a" occurs twice')
    expect(() => checkDistinct(['a', 'b'])).not.toThrow()
  })
})

describe('cursors', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.boolean(),
  )

  it('name the place they were made of', () => {
    fc.assert(
      fc.property(fc.string(), value, (id, at) => {
        expect(placeOf(cursorOf({ id }), undefined)).toEqual({ id })
        expect(placeOf(cursorOf({ id, value: at }), 'at')).toEqual({ id, value: at })
      }),
    )
  })

  it('are refused when they are none, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => placeOf(text, 'at')).toThrow(bad)
      }),
    )
    for (const json of ['{}', '[]', '[1]', '["a",null]', '["a",1,2]', '["a",{}]'])
      expect(() => placeOf(Buffer.from(json).toString('base64url'), 'at')).toThrow(bad)
  })
})
