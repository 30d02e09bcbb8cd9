import type { Attachment } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { isPicture } from './pictures.ts'

const picture: Attachment = {
  name: 'shot.png',
  mimeType: 'image/png',
  bytes: 10,
  url: null,
  text: null,
  sha256: 'a'.repeat(64),
}

describe('a picture for a page', () => {
  it.each<[string, Partial<Attachment>]>([
    ['a page', { mimeType: 'text/html' }],
    ['nothing that was fetched', { sha256: undefined }],
    ['too many pixels', { reason: 'the picture is too large: 14000 × 14000 pixels, of which 40 million are read' }],
    ['too many bytes', { reason: 'it is too large: 41 MB, of which up to 25 are read' }],
    ['too much to decode', { reason: 'reading it takes more memory than is allowed' }],
  ])('is not %s', (_, more) => expect(isPicture({ ...picture, ...more })).toBe(false))

  it.each<[string, Partial<Attachment>]>([
    ['was not read yet', {}],
    ['holds no text', { reason: 'there is no text in it' }],
    ['took too long', { reason: 'reading it took longer than 30 s' }],
    ['was read, whatever it says', { text: 'the disk is too large', reason: 'it is too large' }],
  ])('may be one that %s', (_, more) => expect(isPicture({ ...picture, ...more })).toBe(true))
})
