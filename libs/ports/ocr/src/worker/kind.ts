// What bytes are, by their content: a name or a type that came with them proves nothing.

import { fileTypeFromBuffer } from 'file-type'
import { decodeText } from './plain-text.ts'

export type Kind =
  | { readonly kind: 'picture' | 'pdf' | 'web page' | 'drawing' }
  | { readonly kind: 'text'; readonly encoding: string }
  /** `format`: a file extension, or null where nothing is known. */
  | { readonly kind: 'other'; readonly format: string | null }

/** Enough for every signature; a container's own table of contents is never followed. */
const SIGNATURE_BYTES = 4_100
/** A page or a drawing shows what it is within so many characters, after comments and declarations. */
const MARKUP_CHARACTERS = 2_000

const PICTURES: ReadonlySet<string> = new Set(['png', 'apng', 'jpg', 'webp', 'tif', 'gif'])

export async function kindOf(bytes: Uint8Array): Promise<Kind> {
  const head = bytes.subarray(0, SIGNATURE_BYTES)
  const format = isTiff(head) ? 'tif' : await signature(head)
  if (format !== null && PICTURES.has(format)) return { kind: 'picture' }
  if (format === 'pdf') return { kind: 'pdf' }
  // A log may begin with the two letters of some rare format: words are words.
  const decoded = decodeText(head)
  if (decoded === null) return { kind: 'other', format }
  return markup(decoded.text.slice(0, MARKUP_CHARACTERS)) ?? { kind: 'text', encoding: decoded.encoding }
}

/** A file that is cut short or malformed has no known signature. */
const signature = (head: Uint8Array): Promise<string | null> =>
  fileTypeFromBuffer(head).then(
    (found) => found?.ext ?? null,
    () => null,
  )

/** Its directory, by which raw formats of cameras are told from it, mostly lies at the end. */
const isTiff = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x49 && b === 0x49 && c === 0x2a && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 0x2a)

function markup(head: string): Kind | null {
  const start = head.trimStart().toLowerCase()
  if (!start.startsWith('<')) return null
  if (/<svg[\s>]/.test(start)) return { kind: 'drawing' }
  return /<(?:!doctype html|html|head|body)[\s>]/.test(start) ? { kind: 'web page' } : null
}
