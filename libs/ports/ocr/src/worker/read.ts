// One attachment, from bytes to a text or to the reason why there is none.

import { errorLine } from '@thala/contracts/errors'
import { clean } from '../clean.ts'
import { MAX_IMAGE_BYTES, MAX_PDF_BYTES, MAX_TEXT_BYTES } from '../limits.ts'
import type { Reading } from '../port.ts'
import { readDocument } from './document.ts'
import { type Kind, kindOf } from './kind.ts'
import { greyOf } from './picture.ts'
import { decodeText } from './plain-text.ts'
import type { Recogniser } from './recognise.ts'
import { Unreadable } from './unreadable.ts'

export async function read(bytes: Uint8Array, recogniser: () => Promise<Recogniser>): Promise<Reading> {
  try {
    const { text, length } = await textOf(bytes, await kindOf(bytes), recogniser)
    const cleaned = clean(text, length)
    return cleaned === '' ? { text: null, reason: 'there is no text in it' } : { text: cleaned }
  } catch (error) {
    if (error instanceof Unreadable) return { text: null, reason: error.message }
    return { text: null, reason: `it could not be read (${errorLine(error).slice(0, 200)})` }
  }
}

interface Found {
  readonly text: string
  /** Of the whole, in characters, where `text` is only its beginning. */
  readonly length?: number
}

async function textOf(bytes: Uint8Array, kind: Kind, recogniser: () => Promise<Recogniser>): Promise<Found> {
  switch (kind.kind) {
    case 'picture':
      limit(bytes, 'picture', MAX_IMAGE_BYTES)
      return { text: await (await recogniser()).read(await greyOf(bytes)) }
    case 'pdf':
      limit(bytes, 'PDF', MAX_PDF_BYTES)
      return { text: await readDocument(bytes, await recogniser()) }
    case 'text':
      limit(bytes, 'text', MAX_TEXT_BYTES)
      return plainText(bytes)
    case 'web page':
      throw new Unreadable('it is a web page, not a file: perhaps the page that asks for a login')
    case 'drawing':
      throw new Unreadable('it is a drawing (SVG), which is not read')
    case 'other':
      throw new Unreadable(
        kind.format === null
          ? 'it is neither a text nor a picture (PNG, JPEG, WebP, TIFF, GIF) nor a PDF'
          : `it is a file of the kind .${kind.format}, which is not opened`,
      )
  }
}

/** Four bytes hold any character: more can be of no use. */
const USED_BYTES = 1_000_000

function plainText(bytes: Uint8Array): Found {
  const decoded = decodeText(bytes.subarray(0, USED_BYTES))
  if (decoded === null) throw new Unreadable('it is neither a text nor a picture nor a PDF')
  return { text: decoded.text, ...(bytes.length > USED_BYTES && { length: bytes.length }) }
}

function limit(bytes: Uint8Array, what: string, most: number): void {
  if (bytes.length > most)
    throw new Unreadable(
      `the ${what} is too large: ${inMegabytes(bytes.length)} MB, of which up to ${inMegabytes(most)} are read`,
    )
}

const inMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(bytes < 10_000_000 ? 1 : 0)
