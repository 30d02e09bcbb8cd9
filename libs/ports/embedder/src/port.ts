// Turns a text into a sentence vector. Promise: the same text gives the same bytes on the same machine, alone or among others.

export const DIMENSIONS = 384

/** Signed bytes = round(127 × the unit vector), so that a dot product is an integer and equal everywhere. */
export interface Embedder {
  /** Names the model and its version; part of the key under which vectors are remembered. */
  readonly model: string
  /** One vector of 384 signed bytes; null for a text without words. `urgent` goes ahead of the queue (a person waits). */
  embed(text: string, options?: { urgent?: boolean }): Promise<Int8Array | null>
  close(): Promise<void>
}

export const toBase64 = (vector: Int8Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')

export function fromBase64(text: string): Int8Array {
  const bytes = Buffer.from(text, 'base64')
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Cosine of two quantised vectors, -1 to 1. */
export function cosine(a: Int8Array, b: Int8Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0
    const y = b[i] ?? 0
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb)
}
