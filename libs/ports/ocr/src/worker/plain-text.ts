// Logs, pastes, CSV, JSON: bytes that are text already. UTF-8 and UTF-16 with or without a mark; what is neither but has
// no control characters is read as Windows-1252, which holds Latin-1. Anything else is no text.

export interface Decoded {
  readonly text: string
  readonly encoding: string
}

/** Of a text without a mark, in UTF-16, every other byte is mostly zero. */
const MOSTLY = 0.4
const HARDLY = 0.02
/** Terminal colours are control characters; more than so many are no text. */
const MAX_CONTROL_SHARE = 0.01
const SAMPLE_BYTES = 65_536

export function decodeText(bytes: Uint8Array): Decoded | null {
  if (bytes.length === 0) return { text: '', encoding: 'utf-8' }
  const encoding = encodingOf(bytes)
  if (encoding === null) return null
  // What is cut off at the end of a character has no character there.
  const text = new TextDecoder(encoding).decode(bytes, { stream: true })
  return controlShare(text.slice(0, SAMPLE_BYTES)) > MAX_CONTROL_SHARE ? null : { text, encoding }
}

function encodingOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const zeros = zeroShares(sample)
  if (zeros.odd > MOSTLY && zeros.even < HARDLY) return 'utf-16le'
  if (zeros.even > MOSTLY && zeros.odd < HARDLY) return 'utf-16be'
  if (zeros.odd + zeros.even > 0) return null
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

function zeroShares(sample: Uint8Array): { even: number; odd: number } {
  const zeros = [0, 0]
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const half = Math.max(1, sample.length / 2)
  return { even: (zeros[0] ?? 0) / half, odd: (zeros[1] ?? 0) / half }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function controlShare(text: string): number {
  let controls = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isSpace = code >= 9 && code <= 13
    if ((code < 32 && !isSpace) || code === 0x7f || (code >= 0x80 && code < 0xa0) || code === 0xfffd) controls++
  }
  return text.length === 0 ? 0 : controls / text.length
}
