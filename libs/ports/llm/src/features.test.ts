import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DENSE, groundOf, partOf } from './dense.ts'
import { features, hashName, tokens } from './features.ts'
import type { ReadRequest } from './port.ts'

const request = (text: string, more: Partial<ReadRequest> = {}): ReadRequest => ({
  text,
  parentText: null,
  vector: new Int8Array(384).fill(6),
  parentVector: null,
  hasReadableImage: false,
  ...more,
})
const reply = (text: string) =>
  request(text, { parentText: 'checkout is down', parentVector: new Int8Array(384).fill(-6) })

describe('features', () => {
  it('takes an empty text without a vector', () => {
    const { dense, names } = features(request('', { vector: null }))
    expect(dense).toHaveLength(DENSE)
    expect(names).toEqual(expect.arrayContaining(['^ $']))
  })

  it('bounds its work on a text of 200 kB', () => {
    expect(tokens('pay '.repeat(50_000))).toHaveLength(200)
    const many = Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(' ')
    expect(features(request(many)).names.length).toBeLessThan(2_000)
  })

  it('tells "fixed" from "fixed?"', () => {
    expect(features(request('fixed')).names).not.toContain('fixed ?')
    expect(features(request('fixed?')).names).toContain('fixed ?')
  })

  it('keeps negations beside what they negate', () => {
    expect(features(request('it is not fixed yet')).names).toEqual(
      expect.arrayContaining(['not fixed', 'not fixed yet']),
    )
  })

  it('sees that two words end alike', () => {
    const shared = (text: string) => features(request(text)).names.filter((name) => name.startsWith('^ ~'))
    expect(shared('restarted it')).toEqual(shared('reverted it'))
  })

  it('reads a number by its shape beside its value', () => {
    expect(features(request('error 502')).names).toEqual(expect.arrayContaining(['502', 'error ###']))
  })

  it('sees that a time is over, by its beginning, its end and its tense', () => {
    const over = (text: string) => features(request(text)).dense.at(-1)
    expect(over('between 10:00 and 11:30 logins were slow')).toBe(1)
    expect(over('between 10:00 and now logins were slow')).toBe(0)
    expect(over('from 10:00 to 11:30 logins are slow')).toBe(0)
  })

  it('says of a reply that it is one, in words and in numbers', () => {
    expect(features(reply('works again')).names).toContain('re: works')
    expect(features(request('works again')).names).not.toContain('re: works')
    expect(features(reply('works')).dense).not.toEqual(features(request('works')).dense)
  })

  it('is a pure function, finite for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.option(fc.string()), (text, parentText) => {
        const one = features(request(text, { parentText }))
        expect(one).toEqual(features(request(text, { parentText })))
        expect(one.dense.every(Number.isFinite)).toBe(true)
        expect(new Set(one.names).size).toBe(one.names.length)
      }),
    )
  })
})

describe('hashName', () => {
  it('is the FNV-1a of 32 bits', () => {
    expect(hashName('')).toBe(0x811c9dc5)
    expect(hashName('a')).toBe(0xe40c292c)
  })
})

describe('the parts of the features', () => {
  it('follow each other, the words last', () => {
    expect([0, 384, 768, 1152, 1536, DENSE - 1, DENSE, DENSE + 9].map(partOf)).toEqual([
      'own',
      'reply',
      'parent',
      'product',
      'form',
      'form',
      'words',
      'words',
    ])
  })

  it('have a ground that people understand, but for the constant one', () => {
    expect([0, 384, 768, 1152, DENSE].map(groundOf)).toEqual(['meaning', 'meaning', 'answer', 'answer', 'words'])
    expect(groundOf(1536)).toBeNull()
    expect(groundOf(1537)).toBe('answer')
    expect(groundOf(1539)).toBe('form')
  })
})
