// What all embedders share: which texts have a vector at all, and the form of 384 signed bytes.

import { DIMENSIONS } from './port.ts'

/** Bytes per unit of length: the longest component of a unit vector becomes ±127. */
const SCALE = 127

/** A text without a letter or a digit (empty, emoji, punctuation) has no vector. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Of a unit vector: round(127 × x), held within ±127. Throws on another length and on NaN. */
export function quantise(unit: ArrayLike<number>): Int8Array<ArrayBuffer> {
  if (unit.length !== DIMENSIONS) throw new RangeError(`a vector has ${DIMENSIONS} numbers, this one ${unit.length}`)
  const bytes = new Int8Array(DIMENSIONS)
  for (let i = 0; i < DIMENSIONS; i++) {
    const x = unit[i] ?? Number.NaN
    if (Number.isNaN(x)) throw new RangeError(`number ${i} of a vector is not a number`)
    bytes[i] = Math.max(-SCALE, Math.min(SCALE, Math.round(x * SCALE)))
  }
  return bytes
}
