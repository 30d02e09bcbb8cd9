// 32-bit hashes of terms: what the linker compares where no text may travel.

import { terms } from './analyze.ts'

// FNV-1a with its 32-bit constants. Source: http://www.isthe.com/chongo/tech/comp/fnv/, also RFC 9923.
const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193
const encoder = new TextEncoder()

/** FNV-1a over the UTF-8 bytes, unsigned. Stored in logs that are kept for ever: never changes. */
export function hashTerm(term: string): number {
  let hash = OFFSET_BASIS
  for (const byte of encoder.encode(term)) hash = Math.imul(hash ^ byte, PRIME)
  return hash >>> 0
}

/** Hashes of the distinct terms, ascending. */
export const hashesOf = (terms: readonly string[]): number[] => [...new Set(terms.map(hashTerm))].sort((a, b) => a - b)

/** Those of the terms of a text. */
export const termHashes = (text: string): number[] => hashesOf(terms(text))
