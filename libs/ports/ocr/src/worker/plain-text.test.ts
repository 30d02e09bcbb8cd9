import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText } from './plain-text.ts'

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian)
  return bytes
}

describe('bytes', () => {
  it.each([
    ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]],
    ['zeros', Array(100).fill(0)],
    ['a program', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0]],
    ['control characters', Array.from({ length: 200 }, (_, n) => n % 8)],
  ])('that are %s are no text', (_, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBeNull()
  })

  it('at random are no text', () => {
    let seed = 1
    const bytes = Uint8Array.from({ length: 4_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647
      return 1 + (seed % 255)
    })
    expect(decodeText(bytes)).toBeNull()
  })

  it('without any are the empty text', () => {
    expect(decodeText(new Uint8Array())?.text).toBe('')
  })

  it('in UTF-16 are read, with a mark or without', () => {
    const text = 'Der Dienst läuft nicht: error 500\n'
    for (const littleEndian of [true, false]) {
      expect(decodeText(utf16(text, littleEndian))?.text).toBe(text)
      expect(decodeText(utf16(`\ufeff${text}`, littleEndian))?.text).toBe(text)
    }
  })

  it('in Windows-1252 are read', () => {
    const bytes = Buffer.from('L\xe4uft nicht \x96 seit 8 Uhr', 'latin1')
    expect(decodeText(bytes)).toEqual({ text: 'Läuft nicht – seit 8 Uhr', encoding: 'windows-1252' })
  })

  it('of a log with terminal colours are text', () => {
    const log = '\u001b[31mERROR\u001b[0m the connection to the database was refused, giving up after 5 tries\n'.repeat(
      5,
    )
    expect(decodeText(Buffer.from(`${'plain line of a log without colours\n'.repeat(40)}${log}`))?.encoding).toBe(
      'utf-8',
    )
  })

  it('that end in the middle of a character are text', () => {
    expect(decodeText(Buffer.from('grün').subarray(0, 3))).toMatchObject({ encoding: 'utf-8' })
  })

  it('of any text in UTF-8 give that text back', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'Z', '7', ' ', 'é', '漢', '🙂', '\n'), minLength: 1 })
    fc.assert(
      fc.property(word, (text) => {
        expect(decodeText(Buffer.from(text))?.text).toBe(text)
      }),
    )
  })

  it('never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeText(bytes)))
  })
})
