// Values of fields and terms of text as Elasticsearch keeps them: texts whose byte order is the order of the values.

import type { FieldValue } from '../port.ts'

/** Numbers sort before texts and texts before booleans, as in every store. */
export function toKeyword(value: FieldValue): string {
  if (typeof value === 'string') return `s${value}`
  return typeof value === 'number' ? `n${sortable(value)}` : `t${value ? 1 : 0}`
}

export function fromKeyword(keyword: string): FieldValue {
  const value = keyword.slice(1)
  if (keyword.startsWith('s')) return value
  return keyword.startsWith('n') ? unsortable(value) : value === '1'
}

const SIGN = 1n << 63n
const ALL = (1n << 64n) - 1n
const view = new DataView(new ArrayBuffer(8))

/** The bits of a double order as whole numbers once the sign is turned, and all bits of a negative one. */
function sortable(value: number): string {
  // 0 and -0 are one value.
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigUint64(0)
  return (bits & SIGN ? bits ^ ALL : bits | SIGN).toString(16).padStart(16, '0')
}

function unsortable(hex: string): number {
  const bits = BigInt(`0x${hex}`)
  view.setBigUint64(0, bits & SIGN ? bits ^ SIGN : bits ^ ALL)
  return view.getFloat64(0)
}

/** One token of the whitespace tokenizer for any term: what it splits at is written as `%` + hex. */
export const word = (term: string): string =>
  term.toWellFormed().replace(/[\s\p{Cc}%]/gu, (c) => `%${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const vectorToText = (vector: Int8Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')

/** A copy: small buffers share their memory. */
export const textToVector = (text: string): Int8Array =>
  Int8Array.from(Buffer.from(text, 'base64'), (byte) => (byte << 24) >> 24)
