import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureType } from './picture-type.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('what bytes begin like', () => {
  it.each([
    ['nothing', ''],
    ['a page', '<html><img src=x>'],
    ['a picture with scripts', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a document', '%PDF-1.7'],
    ['half a signature', '\x89PNG'],
    ['another RIFF file', 'RIFF....WAVEfmt '],
    ['a page behind a space', ' GIF89a'],
  ])('%s is no picture', (_, text) => expect(pictureType(bytes(text))).toBeNull())

  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n...'],
    ['image/jpeg', '\xff\xd8\xff\xe0...'],
    ['image/webp', 'RIFF....WEBPVP8 '],
    ['image/gif', 'GIF89a<script>'],
  ])('%s', (type, text) => expect(pictureType(bytes(text))).toBe(type))

  it('is found in any bytes without a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        expect([null, 'image/png', 'image/jpeg', 'image/webp', 'image/gif']).toContain(pictureType(any))
      }),
    )
  })
})
