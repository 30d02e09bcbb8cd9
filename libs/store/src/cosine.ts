// The cosine of two vectors of signed bytes, from whole numbers: the same on every machine and in every store.

import { VECTOR_BYTES } from './limits.ts'

export const cosine = (a: Int8Array, b: Int8Array): number => dot(a, b, 0) / (norm(a) * norm(b))

/**
 * Of the query and of the vector that begins at `start`. In 32-bit integers (at most 384 × 128²) and four sums, which a
 * processor adds side by side: 1.4 to 4 times as fast.
 */
export function dot(query: Int8Array, bytes: Int8Array, start: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0, at = start; i < VECTOR_BYTES; i += 4, at += 4) {
    a = (a + Math.imul(query[i] ?? 0, bytes[at] ?? 0)) | 0
    b = (b + Math.imul(query[i + 1] ?? 0, bytes[at + 1] ?? 0)) | 0
    c = (c + Math.imul(query[i + 2] ?? 0, bytes[at + 2] ?? 0)) | 0
    d = (d + Math.imul(query[i + 3] ?? 0, bytes[at + 3] ?? 0)) | 0
  }
  return a + b + c + d
}

export function norm(vector: Int8Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
