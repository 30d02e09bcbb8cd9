// Values of fields and terms of text as SQLite keeps them.

import type { FieldValue } from '../port.ts'

export type SqlValue = string | number | Uint8Array

// Storage classes keep the types apart and sort them: numbers, then texts, then blobs. true is 1.0 in SQLite otherwise.
const FALSE = new Uint8Array([0])
const TRUE = new Uint8Array([1])

export const toSql = (value: FieldValue): SqlValue => (typeof value === 'boolean' ? (value ? TRUE : FALSE) : value)

export function fromSql(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number') return value
  return value instanceof Uint8Array && value[0] === 1
}

/** One token of FTS5 for any term: letters and digits only, so that no tokenizer splits it. */
export const token = (term: string): string => `x${Buffer.from(term).toString('hex')}`

/** Any of the terms. */
export const matchAny = (terms: readonly string[]): string => terms.map((term) => `"${token(term)}"`).join(' OR ')

/** Order of SQLite's BINARY collation, which sorts UTF-8 bytes; `<` of JavaScript sorts UTF-16 units. */
export const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
