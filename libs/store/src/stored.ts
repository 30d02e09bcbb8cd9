// A document as an adapter stores it: canonical JSON, so that "equal" is equality of strings; and why one cannot be stored.
// Promise: what `encode` accepts every adapter can store, and `decode` gives it back as it was.

import type { Collection } from '@thala/contracts'
import { canonicalJson } from '@thala/contracts/canonical'
import { errorLine } from '@thala/contracts/errors'
import { MAX_DOCUMENT_BYTES, MAX_ID, MAX_VALUE, MAX_VALUES, VECTOR_BYTES } from './limits.ts'
import type { Document, FieldValue, SearchFields } from './port.ts'

export interface Stored {
  readonly id: string
  /** Canonical JSON of the body. */
  readonly body: string
  /** Canonical JSON of the index. */
  readonly fields: string
  readonly search: StoredSearch | null
}

export interface StoredSearch {
  readonly conversationId: string
  /** JSON of the terms, all of them, as they were given. */
  readonly terms: string
  readonly vector: Int8Array | null
}

export type Encoded =
  | { readonly ok: true; readonly stored: Stored }
  /** The document itself is at fault; storing it again cannot help. */
  | { readonly ok: false; readonly reason: string }

export function encode(collection: Collection, id: string, document: Document): Encoded {
  try {
    const reason = badId(id, document) ?? badIndex(collection, document.index) ?? badSearch(collection, document.search)
    if (reason) return { ok: false, reason }
    const body = canonicalJson(document.body)
    const fields = canonicalJson(asSets(document.index))
    const search = document.search ? encodeSearch(document.search) : null
    const bytes = Buffer.byteLength(body) + Buffer.byteLength(fields) + Buffer.byteLength(search?.terms ?? '')
    if (bytes > MAX_DOCUMENT_BYTES)
      return { ok: false, reason: `the document has ${bytes} bytes, the most is ${MAX_DOCUMENT_BYTES}` }
    return { ok: true, stored: { id, body, fields, search } }
  } catch (error) {
    // Not JSON: NaN, a function, a circle, nesting deeper than the stack.
    return { ok: false, reason: errorLine(error) }
  }
}

export function decode<T>(stored: Stored): Document<T> {
  const body: T = JSON.parse(stored.body)
  const index: Document['index'] = JSON.parse(stored.fields)
  if (!stored.search) return { id: stored.id, body, index }
  const { conversationId, vector } = stored.search
  const terms: string[] = JSON.parse(stored.search.terms)
  return { id: stored.id, body, index, search: { conversationId, terms, ...(vector && { vector }) } }
}

export function sameStored(a: Stored, b: Stored): boolean {
  return a.body === b.body && a.fields === b.fields && sameSearch(a.search, b.search)
}

function sameSearch(a: StoredSearch | null, b: StoredSearch | null): boolean {
  if (!a || !b) return a === b
  return a.conversationId === b.conversationId && a.terms === b.terms && sameVector(a.vector, b.vector)
}

function sameVector(a: Int8Array | null, b: Int8Array | null): boolean {
  if (!a || !b) return a === b
  return a.every((value, i) => value === b[i])
}

function encodeSearch({ conversationId, terms, vector }: SearchFields): StoredSearch {
  return { conversationId, terms: JSON.stringify(terms), vector: vector ?? null }
}

/** Strings that a database cuts (NUL) or replaces (half a surrogate pair) would be found under another name. */
export function badText(what: string, text: unknown, limit: number): string | undefined {
  if (typeof text !== 'string' || text.length === 0) return `${what} is empty or no text`
  const bytes = Buffer.byteLength(text)
  if (bytes > limit) return `${what} has ${bytes} bytes, the most is ${limit}`
  if (text.includes('\0') || !text.isWellFormed()) return `${what} holds a NUL or half a surrogate pair`
  return undefined
}

function badId(id: string, document: Document): string | undefined {
  if (document.id !== id) return `the document is called ${JSON.stringify(document.id)}, not ${JSON.stringify(id)}`
  return badText('the id', id, MAX_ID)
}

function badIndex(collection: Collection, index: Document['index']): string | undefined {
  for (const [field, value] of Object.entries(index)) {
    if (!collection.fields.includes(field)) return `the collection ${collection.name} has no field '${field}'`
    const values = valuesOf(value)
    if (values.length > MAX_VALUES) return `the field '${field}' has ${values.length} values, the most is ${MAX_VALUES}`
    for (const one of values) {
      const reason = badValue(`a value of the field '${field}'`, one)
      if (reason) return reason
    }
  }
  return undefined
}

export function badValue(what: string, value: unknown): string | undefined {
  if (typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${what} is ${value}`
  return value === '' ? undefined : badText(what, value, MAX_VALUE)
}

function badSearch(collection: Collection, search: SearchFields | undefined): string | undefined {
  if (!search) return undefined
  if (!collection.searchable) return `the collection ${collection.name} is not searchable`
  if (!Array.isArray(search.terms) || search.terms.some((term) => typeof term !== 'string')) return 'a term is no text'
  return badText('the conversation id', search.conversationId, MAX_ID) ?? badVector(search.vector)
}

export function badVector(vector: Int8Array | undefined): string | undefined {
  if (vector === undefined) return undefined
  if (!(vector instanceof Int8Array) || vector.length !== VECTOR_BYTES)
    return `the vector has not ${VECTOR_BYTES} signed bytes`
  return vector.some((value) => value !== 0) ? undefined : 'the vector is all zeros: leave it out'
}

/** Order and repeats of a field's values mean nothing, so they make no difference between two documents. */
const asSets = (index: Document['index']): Document['index'] =>
  Object.fromEntries(
    Object.entries(index).map(([field, value]) => [field, typeof value === 'object' ? sortedSet(value) : value]),
  )

const sortedSet = (values: readonly FieldValue[]): FieldValue[] =>
  [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : typeof a < typeof b ? -1 : 1))

/** The values of one field as a list. */
export const valuesOf = (value: FieldValue | readonly FieldValue[]): readonly FieldValue[] =>
  typeof value === 'object' ? value : [value]
