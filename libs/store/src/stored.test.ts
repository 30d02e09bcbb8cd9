import { collections } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentOf, messageOf, vectorOf } from './contract/opened.ts'
import type { Document } from './port.ts'
import { badText, badVector, decode, encode, type Stored, sameStored } from './stored.ts'

const { messages } = collections

function stored(document: Document): Stored {
  const encoded = encode(messages, document.id, document)
  if (!encoded.ok) throw new Error(encoded.reason)
  return encoded.stored
}

const reasonOf = (document: Document, id = document.id) => {
  const encoded = encode(messages, id, document)
  return encoded.ok ? undefined : encoded.reason
}

describe('encode', () => {
  it('says what is wrong and with which limit', () => {
    expect(reasonOf(documentOf('b'), 'a')).toBe('the document is called "b", not "a"')
    expect(reasonOf(documentOf('é'.repeat(300)))).toBe('the id has 600 bytes, the most is 512')
    expect(reasonOf(documentOf('a', {}, { index: { at: Number.NaN } }))).toBe("a value of the field 'at' is NaN")
    expect(reasonOf(documentOf('a', {}, { index: { colour: 1 } }))).toBe(
      "the collection messages has no field 'colour'",
    )
    expect(reasonOf(messageOf('a', 'x', { conversationId: '' }))).toBe('the conversation id is empty or no text')
  })

  it('refuses more values of one field than it bounds', () => {
    const legacyId = Array.from({ length: 20_001 }, (_, n) => `${n}`)
    expect(reasonOf(documentOf('a', {}, { index: { legacyId } }))).toContain('20001 values')
  })

  it('counts the terms as part of the size', () => {
    const terms = Array.from({ length: 90_000 }, () => 'x'.repeat(100))
    const document = documentOf('a', {}, { search: { conversationId: 'c1', terms } })
    expect(reasonOf(document)).toContain('bytes, the most is 8388608')
  })

  it('refuses a body that nests deeper than the stack, and does not fall over it', () => {
    const deep = Array.from({ length: 200_000 }).reduce((inner) => ({ inner }), {})
    expect(reasonOf({ id: 'a', body: deep, index: {} })).toMatch(/stack/)
  })

  it('accepts everything at its limit', () => {
    const at = documentOf('i'.repeat(512), {}, { index: { legacyId: ['v'.repeat(1024), ''] } })
    expect(reasonOf(at)).toBeUndefined()
  })
})

describe('decode', () => {
  it('gives back any JSON', () => {
    // JSON has no negative zero.
    const body = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)))
    fc.assert(
      fc.property(body, (value) => {
        const document = { id: 'a', body: value, index: {} }
        expect(decode(stored(document))).toEqual(document)
      }),
    )
  })

  it('gives back terms and vector, and no vector where there was none', () => {
    const vector = fc.option(fc.int8Array({ minLength: 384, maxLength: 384 }))
    fc.assert(
      fc.property(fc.array(fc.string()), vector, (terms, bytes) => {
        fc.pre(bytes === null || badVector(bytes) === undefined)
        const search = { conversationId: 'c1', terms, ...(bytes && { vector: bytes }) }
        const document: Document = { id: 'a', body: 1, index: {}, search }
        expect(decode(stored(document))).toEqual(document)
      }),
    )
  })
})

describe('sameStored', () => {
  const one = messageOf('a', 'db down', { vector: vectorOf({ 0: 1 }) })

  it('sees no difference in the order of keys and of values, nor in undefined keys', () => {
    const a: Document = { id: 'a', body: { x: 1, y: undefined, z: [1] }, index: { legacyId: ['b', 'a', 'b'] } }
    const b: Document = { id: 'a', body: { z: [1], x: 1 }, index: { legacyId: ['a', 'b'] } }
    expect(sameStored(stored(a), stored(b))).toBe(true)
  })

  it.each([
    ['nothing to find it by', documentOf('a', one.body)],
    ['no vector', messageOf('a', 'db down')],
    ['another vector', messageOf('a', 'db down', { vector: vectorOf({ 0: 1, 383: 1 }) })],
    ['other terms', messageOf('a', 'down db', { vector: vectorOf({ 0: 1 }) })],
  ])('tells a document from one with %s', (_, other) => {
    const same = { ...other, body: one.body }
    expect(sameStored(stored(one), stored(same))).toBe(false)
    expect(sameStored(stored(same), stored(one))).toBe(false)
    expect(sameStored(stored(same), stored(same))).toBe(true)
  })
})

describe('badText', () => {
  it.each(['', 'a\0', '\ud83d', '\ude92\ud83d', 1, null, undefined])('refuses %j', (text) => {
    expect(badText('it', text, 10)).toMatch(/^it /)
  })

  it('takes any other text within the limit', () => {
    expect(badText('it', '🚒 ü\n', 10)).toBeUndefined()
  })
})
