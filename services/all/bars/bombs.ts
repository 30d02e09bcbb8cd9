// Attachments made to harm whoever opens them: small files that become large, that never end, or that are something else
// than they say. All made by code, from numbers.

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import {
  compressedInternationalText,
  compressedText,
  encryptedPdf,
  type PdfObject,
  pdfOf,
  pdfWithPicture,
  pdfWithText,
  pngOf,
  recursivePdf,
} from '@thala/ocr/testing'

export interface Bomb {
  readonly name: string
  readonly mimeType: string
  make(): Uint8Array
  /** Words that may be read from it; without, a reason must be given. */
  readonly text?: RegExp
}

const png = (name: string, make: () => Uint8Array, text?: RegExp): Bomb => ({
  name: `${name}.png`,
  mimeType: 'image/png',
  make,
  ...(text && { text }),
})
const pdf = (name: string, make: () => Uint8Array, text?: RegExp): Bomb => ({
  name: `${name}.pdf`,
  mimeType: 'application/pdf',
  make,
  ...(text && { text }),
})
const other = (name: string, mimeType: string, make: () => Uint8Array, text?: RegExp): Bomb => ({
  name,
  mimeType,
  make,
  ...(text && { text }),
})

const zeros = (bytes: number): Buffer => Buffer.alloc(bytes)
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Pixels of one colour, with the filter byte of each row. */
const flat = (width: number, height: number): Buffer => zeros((width + 1) * height)

/** The same bytes for the same seed, of which no compressor makes less. */
function noise(bytes: number, seed: number): Buffer {
  const out = Buffer.alloc(bytes)
  let state = seed
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    out[at] = state >>> 24
  }
  return out
}

const noisyRows = (width: number, height: number, seed: number): Buffer => {
  const rows = noise((width + 1) * height, seed)
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0
  return rows
}

function zip(inflated: number): Buffer {
  const body = deflateRawSync(zeros(inflated), { level: 9 })
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(8, 8)
  header.writeUInt32LE(body.length, 18)
  header.writeUInt32LE(inflated, 22)
  header.writeUInt16LE(8, 26)
  return Buffer.concat([header, latin1('bomb.txt'), body])
}

/** A picture that moves, each frame one pixel. */
function gif(frames: number, side: number): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(side, 0)
  size.writeUInt16LE(side, 2)
  const head = Buffer.concat([latin1('GIF89a'), size, Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])])
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.from([0x3b])])
}

/** A TIFF whose list of pictures leads back to its beginning. */
const endlessTiff = (): Buffer => Buffer.from('49492a0008000000010000010300010000000100000008000000', 'hex')

const jpegHeader = (): Buffer =>
  Buffer.from('ffd8ffe000104a46494600010100000100010000ffc00011080ffffffff03012200021101031101', 'hex')

/** Lossless, 16,384 pixels a side. */
const webpHeader = (): Buffer =>
  Buffer.concat([latin1('RIFF\x20\0\0\0WEBPVP8L\x14\0\0\0'), Buffer.from([0x2f, 0xff, 0xff, 0xff, 0x0f]), zeros(15)])

const catalogue: PdfObject = { dictionary: '/Type /Catalog /Pages 2 0 R' }
const onePage: PdfObject = { dictionary: '/Type /Pages /Count 1 /Kids [3 0 R]' }
const pageWith = (resources: string): PdfObject => ({
  dictionary: `/Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << ${resources} >>`,
})

/** Deflated twice: what a page draws is a thousand times a thousand times its size in the file. */
const inflatingPdf = (bytes: number): Uint8Array =>
  pdfOf([
    catalogue,
    onePage,
    pageWith(''),
    {
      dictionary: '/Filter [/FlateDecode /FlateDecode]',
      stream: deflateSync(deflateSync(Buffer.alloc(bytes, 'q Q '))),
    },
  ])

/** A drawing that draws itself, twice. */
const selfDrawingPdf = (): Uint8Array =>
  pdfOf([
    catalogue,
    onePage,
    pageWith('/XObject << /F 5 0 R >>'),
    { dictionary: '', stream: latin1('/F Do') },
    {
      dictionary: '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>',
      stream: latin1('/F Do /F Do'),
    },
  ])

const deepPdf = (depth: number): Uint8Array =>
  pdfOf([
    { dictionary: `/Type /Catalog /Pages 2 0 R /A ${'['.repeat(depth)}${']'.repeat(depth)}` },
    onePage,
    pageWith(''),
  ])

const manyPages = (count: number): Uint8Array =>
  pdfWithText(...Array.from({ length: count }, (_, n) => `the words of page ${n + 1}`))

const entities = (): Buffer => {
  const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`)
  return latin1(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "lol">${levels.join('')}]><svg>&l9;</svg>`)
}

const LOGIN =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method="post">password</form></body></html>'
const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length / 2)

/** One of each kind. */
export const bombs: readonly Bomb[] = [
  png('196-million-pixels', () => pngOf(14_000, 14_000, flat(14_000, 14_000))),
  other('thousand-to-one.zip', 'application/zip', () => zip(100_000_000)),
  pdf('ten-thousand-pages', () => manyPages(10_000), /^the words of page 1\n.*\[pages 1 to 50 of 10000\]$/s),
  pdf('pages-in-pages', recursivePdf),
  pdf('inflates', () => inflatingPdf(400_000_000)),
  png('half', () => half(pngOf(600, 400, noisyRows(600, 400, 1)))),
  other('ten-thousand-frames.gif', 'image/gif', () => gif(10_000, 1)),
  png('login-page', () => latin1(LOGIN)),
  other('entities.svg', 'image/svg+xml', entities),
  png('forty-megabytes', () => pngOf(6_300, 6_400, noise(40_000_000, 2))),
  png('ztxt', () => pngOf(8, 8, flat(8, 8), [compressedText(400_000_000)])),
  png('itxt', () => pngOf(8, 8, flat(8, 8), [compressedInternationalText(400_000_000)])),
]

/** Letters are seen in noise as in clouds. */
const ANYTHING = /./

const times = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n + 1))

/** The same ideas in other sizes and wrappings, and what takes long. */
export const moreBombs: readonly Bomb[] = [
  png('states-more-than-it-has', () => pngOf(14_000, 14_000)),
  png('four-billion-wide', () => pngOf(2 ** 31 - 1, 2 ** 31 - 1)),
  png('thin', () => pngOf(10_000_000, 1, flat(10_000_000, 1))),
  png('largest-allowed', () => pngOf(6_300, 6_300, flat(6_300, 6_300))),
  ...times(6, (n) => png(`noise-${n}`, () => pngOf(600 * n, 400 * n, noisyRows(600 * n, 400 * n, n)), ANYTHING)),
  png('many-comments', () => pngOf(8, 8, flat(8, 8), Array(2_000).fill(compressedText(1_000_000)))),
  png('no-end', () => pngOf(600, 400, flat(600, 399))),
  png('nothing-but-a-header', () => pngOf(10, 10).subarray(0, 33)),
  png('svg', entities),
  other('self-made.svg', 'image/svg+xml', () =>
    latin1('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  ),
  other('login-page.pdf', 'application/pdf', () => latin1(`\r\n<!-- ${'x'.repeat(500)} -->${LOGIN}`)),
  other('login-page.jpg', 'image/jpeg', () => Buffer.from(`\ufeff${LOGIN}`, 'utf16le')),
  other('gigabyte.gz', 'application/gzip', () => gzipSync(zeros(400_000_000), { level: 9 })),
  other('small.zip', 'image/png', () => zip(1_000)),
  ...times(3, (n) => other(`frames-${n}.gif`, 'image/gif', () => gif(n * 20_000, n * 100))),
  other('wide.gif', 'image/gif', () => gif(1, 65_535)),
  other('endless.tiff', 'image/tiff', endlessTiff),
  other('noise.tiff', 'image/tiff', () => Buffer.concat([Buffer.from('49492a0008000000', 'hex'), noise(1_000_000, 3)])),
  other('four-billion-pixels.jpg', 'image/jpeg', jpegHeader),
  other('noise.jpg', 'image/jpeg', () => Buffer.concat([jpegHeader(), noise(1_000_000, 4)])),
  other('large.webp', 'image/webp', webpHeader),
  other('noise.webp', 'image/webp', () => Buffer.concat([webpHeader(), noise(1_000_000, 5)])),
  pdf('encrypted', encryptedPdf),
  pdf('draws-itself', selfDrawingPdf),
  ...times(3, (n) => pdf(`nested-${n}`, () => deepPdf(n * 100_000))),
  ...times(4, (n) => pdf(`inflates-${n}`, () => inflatingPdf(n * 150_000_000))),
  pdf('picture-of-ten-billion-pixels', () => pdfWithPicture({ width: 100_000, height: 100_000, data: zeros(1_000) })),
  pdf('pictures', () => pdfWithPicture({ width: 6_300, height: 6_300, data: flat(6_300, 6_299) }, 100)),
  pdf('half', () => half(manyPages(2_000)), /words of page/),
  pdf('cut-in-its-header', () => manyPages(1).subarray(0, 40)),
  pdf('noise', () => Buffer.concat([latin1('%PDF-1.7\n'), noise(3_000_000, 6)])),
  pdf('twenty-four-megabytes', () => Buffer.concat([latin1('%PDF-1.7\n'), zeros(24_000_000)])),
  pdf('thirty-megabytes', () => Buffer.concat([latin1('%PDF-1.7\n'), zeros(30_000_000)])),
  other('one-line.log', 'text/plain', () => Buffer.alloc(20_000_000, 'a'), /^a+\n\[cut here/),
  other('brackets.json', 'application/json', () => Buffer.alloc(5_000_000, '['), /^\[+/),
]
