// A stand-in for the sentence model in fault tests: no thread, no file, the same bytes on every machine. Texts that share
// words or parts of words come out similar; it knows nothing of meaning.

import { DIMENSIONS, type Embedder } from './port.ts'
import { hasWords, quantise } from './quantise.ts'

/** Parts of a word count less than the word, so that "restart" and "restarted" are close but not equal. */
const PART_WEIGHT = 0.4
const MAX_WORDS = 256

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Adds the random direction of a feature: on each of the 384 axes a signed byte of a xorshift seeded with its hash. */
function add(sum: Float64Array, feature: string, weight: number): void {
  let state = hash(feature) || 1
  for (let i = 0; i < DIMENSIONS; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    sum[i] = (sum[i] ?? 0) + weight * (state >> 24)
  }
}

function embed(text: string): Int8Array | null {
  if (!hasWords(text)) return null
  const sum = new Float64Array(DIMENSIONS)
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  for (const word of words.slice(0, MAX_WORDS)) {
    add(sum, word, 1)
    for (let i = 0; i + 3 <= word.length && i < 32; i++) add(sum, `~${word.slice(i, i + 3)}`, PART_WEIGHT)
  }
  const length = Math.hypot(...sum)
  return quantise(sum.map((x) => x / (length || 1)))
}

export const standInEmbedder = (): Embedder => ({
  model: 'stand-in-hashed-words-1',
  embed: async (text) => embed(text),
  close: async () => undefined,
})
