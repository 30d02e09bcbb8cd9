// Small PDF files for tests, written object by object: with words, with a picture, broken, encrypted, or hostile.

import { deflateSync } from 'node:zlib'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

export interface PdfObject {
  /** Without the angle brackets. */
  readonly dictionary: string
  readonly stream?: Uint8Array
}

/** The objects are numbered from 1; the first is the catalogue. */
export function pdfOf(objects: readonly PdfObject[], trailer = ''): Uint8Array {
  const parts: Buffer[] = [bytesOf('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  const add = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  objects.forEach(({ dictionary, stream }, at) => {
    offsets.push(length)
    const withLength = stream ? `${dictionary} /Length ${stream.length}` : dictionary
    add(bytesOf(`${at + 1} 0 obj\n<< ${withLength} >>\n`))
    if (stream) add(Buffer.concat([bytesOf('stream\n'), stream, bytesOf('\nendstream\n')]))
    add(bytesOf('endobj\n'))
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const head = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`
  add(
    bytesOf(`${head}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}

const catalogue: PdfObject = { dictionary: '/Type /Catalog /Pages 2 0 R' }
const pagesOf = (first: number, count: number): PdfObject => ({
  dictionary: `/Type /Pages /Count ${count} /Kids [${Array.from({ length: count }, (_, n) => `${first + 2 * n} 0 R`).join(' ')}]`,
})
const page = (content: number, resources: string): PdfObject => ({
  dictionary: `/Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << ${resources} >>`,
})

/** A page for each text, one line each. */
export function pdfWithText(...texts: readonly string[]): Uint8Array {
  const font: PdfObject = { dictionary: '/Type /Font /Subtype /Type1 /BaseFont /Helvetica' }
  const pages = texts.flatMap((text, n) => [
    page(5 + 2 * n, '/Font << /F1 3 0 R >>'),
    { dictionary: '', stream: bytesOf(`BT /F1 12 Tf 72 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`) },
  ])
  return pdfOf([catalogue, pagesOf(4, texts.length), font, ...pages])
}

export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A page for each time, with the picture on it. Its stated size may be another than that of its data. */
export function pdfWithPicture({ width, height, data }: GreyPicture, times = 1): Uint8Array {
  const image: PdfObject = {
    dictionary: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
    stream: deflateSync(data),
  }
  const pages = Array.from({ length: times }, (_, n) => [
    page(5 + 2 * n, '/XObject << /I 3 0 R >>'),
    { dictionary: '', stream: bytesOf(`q ${width} 0 0 ${height} 0 0 cm /I Do Q`) },
  ])
  return pdfOf([catalogue, pagesOf(4, times), image, ...pages.flat()])
}

/** Opens with a password only, which nobody knows. */
export function encryptedPdf(): Uint8Array {
  const hex = '00'.repeat(32)
  const encryption: PdfObject = { dictionary: `/Filter /Standard /V 1 /R 2 /O <${hex}> /U <${hex}> /P -4` }
  return pdfOf(
    [catalogue, pagesOf(3, 1), page(4, ''), { dictionary: '', stream: bytesOf('BT ET') }, encryption],
    `/Encrypt 5 0 R /ID [<${hex}> <${hex}>]`,
  )
}

/** Pages that are their own parents and children. */
export const recursivePdf = (): Uint8Array =>
  pdfOf([catalogue, { dictionary: '/Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R 3 0 R] /Parent 2 0 R' }, page(3, '')])
