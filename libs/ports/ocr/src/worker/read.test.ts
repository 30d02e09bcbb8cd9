// With the recognition that ships: what people attach, as they attach it.

import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { MAX_IMAGE_BYTES } from '../limits.ts'
import { encryptedPdf, pdfWithPicture, pdfWithText } from '../testing/pdf.ts'
import { compressedText, pngOf } from '../testing/png.ts'
import { greyOf } from './picture.ts'
import { read } from './read.ts'
import { openRecogniser, type Recogniser } from './recognise.ts'

const fixture = (name: string) => readFile(new URL(`../fixtures/${name}.png`, import.meta.url))
const dark = await fixture('dark-terminal')
const clear = await fixture('transparent-dialog')

let opened: Promise<Recogniser> | undefined
const real = () => {
  opened ??= openRecogniser()
  return opened
}
const none = () => Promise.reject(new Error('nothing to recognise here'))

describe('what is in a picture', () => {
  it('of a dark terminal is read', async () => {
    const { text } = await read(dark, real)
    expect(text).toContain('Error 0x80070005: access is denied')
    expect(text).toContain('ECONNREFUSED 10.0.0.7:5432')
  })

  it.each(['jpeg', 'webp', 'tiff', 'gif'] as const)('that is transparent, and one in %s, is read', async (format) => {
    const expected = 'Payment service is unavailable\nTry again later or call support'
    expect(await read(clear, real)).toEqual({ text: expected })
    const other = await sharp(clear).flatten({ background: 'white' }).toFormat(format, { quality: 90 }).toBuffer()
    expect((await read(other, real)).text).toContain('service is unavailable')
  })

  it('of a light dialog above a dark terminal is read in both parts', async () => {
    const pale = await sharp(dark).linear(0.5, 40).toBuffer()
    const page = sharp(await sharp(clear).flatten({ background: 'white' }).toBuffer())
    const both = page.extend({ bottom: 90, background: 'white' }).composite([{ input: pale, left: 0, top: 90 }])
    const { text } = await read(await both.png().toBuffer(), real)
    expect(text).toContain('Payment service is unavailable')
    expect(text).toContain('access is denied')
    expect(text).toContain('ECONNREFUSED 10.0.0.7:5432')
  })

  it('on a page of a PDF is read', async () => {
    const { text } = await read(pdfWithPicture(await greyOf(clear)), real)
    expect(text).toContain('Payment service is unavailable')
  })

  it('without letters is nothing, and says so', async () => {
    const empty = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    expect(await read(empty, real)).toEqual({ text: null, reason: 'there is no text in it' })
  })
})

describe('an attachment that cannot be read says why', () => {
  it.each([
    ['a page that asks for a login', Buffer.from('<!doctype html><form>password</form>'), 'a web page'],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'drawing (SVG)'],
    ['an archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00', 'latin1'), '.zip, which is not opened'],
    ['unknown bytes', Uint8Array.from([0, 1, 2, 3]), 'neither a text nor a picture'],
    ['an encrypted PDF', encryptedPdf(), 'encrypted'],
    ['half a picture', dark.subarray(0, 900), 'damaged, cut short'],
    ['a picture of 196 million pixels', pngOf(14_000, 14_000), 'too large: 14000 × 14000 pixels'],
    ['a picture with too much beside it', Buffer.concat([dark, new Uint8Array(MAX_IMAGE_BYTES)]), 'too large: 10 MB'],
  ])('%s', async (_, bytes, reason) => {
    const recogniser = async () => ({ read: none })
    expect(await read(bytes, recogniser)).toEqual({ text: null, reason: expect.stringContaining(reason) })
  })

  it('whatever goes wrong with it, in few words', async () => {
    const broken = async () => ({ read: () => Promise.reject(new Error('x'.repeat(5_000))) })
    const outcome = await read(dark, broken)
    expect(outcome).toMatchObject({ text: null, reason: expect.stringContaining('it could not be read (xxx') })
    expect('reason' in outcome && outcome.reason.length).toBeLessThan(300)
  })
})

describe('text', () => {
  it('is its own text, whatever the encoding', async () => {
    expect(await read(Buffer.from('ERROR\u0000'.slice(0, 5)), none)).toEqual({ text: 'ERROR' })
    expect(await read(Buffer.from('\ufeffläuft nicht', 'utf16le'), none)).toEqual({ text: 'läuft nicht' })
    expect(await read(pdfWithText('the gateway timed out'), real)).toEqual({ text: 'the gateway timed out' })
  })

  it('of a large log is its beginning, with a note', async () => {
    const { text } = await read(Buffer.from('2025-01-01 ERROR boom\n'.repeat(400_000)), none)
    expect(text?.startsWith('2025-01-01 ERROR boom\n')).toBe(true)
    expect(text).toMatch(/\[cut here: the first \d+ of about 8800000 characters\]$/)
  })

  it('in a comment of a picture, compressed a thousand times, is not inflated', async () => {
    const rows = new Uint8Array(9).fill(255)
    const bytes = pngOf(2, 3, rows, [compressedText(200_000_000)])
    const before = process.memoryUsage().rss
    const outcome = await read(bytes, async () => ({ read: async () => 'words' }))
    expect(outcome).toBeDefined()
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })
})
