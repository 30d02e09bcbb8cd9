// How deep a JSON text is, told from its bytes alone: before anything is built of it.

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** Most levels of lists and objects in each other; stops counting above `limit`. Of what is no JSON, some number. */
export function depthOf(bytes: Uint8Array, limit: number): number {
  let depth = 0
  let deepest = 0
  let isText = false
  for (let i = 0; i < bytes.length && deepest <= limit; i++) {
    const byte = bytes[i] ?? 0
    if (isText && byte === BACKSLASH) i++
    else if (byte === QUOTE) isText = !isText
    else if (!isText && OPENING.has(byte)) deepest = Math.max(deepest, ++depth)
    else if (!isText && CLOSING.has(byte)) depth--
  }
  return deepest
}
