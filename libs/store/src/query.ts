// Checks what is asked of a store before it is asked, in the same words for every adapter. Throws `bad-input`.

import type { Collection } from '@thala/contracts'
import { ThalaError } from '@thala/contracts/errors'
import {
  MAX_CONVERSATIONS,
  MAX_FOUND,
  MAX_K,
  MAX_NAMESPACE,
  MAX_PAGE,
  MAX_QUERY_TERMS,
  MAX_TERM,
  MAX_TERMS,
} from './limits.ts'
import type { FieldValue, ScanOptions, SearchQuery } from './port.ts'
import { badValue, badVector } from './stored.ts'

const refuse = (reason: string): never => {
  throw new ThalaError('bad-input', reason)
}

const whole = (what: string, value: number, most: number): number =>
  Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : refuse(`${what} must be a whole number from 1 to ${most}, not ${value}`)

const declared = (collection: Collection, field: string): void => {
  if (!collection.fields.includes(field)) refuse(`the collection ${collection.name} has no field '${field}'`)
}

const allGood = (values: readonly FieldValue[]): void => {
  for (const value of values) {
    const reason = badValue('a value', value)
    if (reason) refuse(reason)
  }
}

/** Ids of one call; a repeated one would make two results compete. */
export function checkDistinct(ids: readonly string[]): void {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) refuse(`the id ${JSON.stringify(id)} occurs twice in one update`)
    seen.add(id)
  }
}

/** Lower-case letters, digits and `-`, so that it can be part of the name of an index on any store. */
export function checkNamespace(name: string): void {
  if (name.length <= MAX_NAMESPACE && /^[a-z0-9][a-z0-9-]*$/.test(name)) return
  refuse(
    `a namespace is named by lower-case letters, digits and '-' (at most ${MAX_NAMESPACE}), not ${JSON.stringify(name)}`,
  )
}

/** What a namespace answers where only the store itself has namespaces. */
export const refuseNested = async (): Promise<never> =>
  refuse('a namespace has no namespaces of its own: ask the store itself')

export function checkFind(
  collection: Collection,
  field: string,
  values: readonly FieldValue[],
  options: { limit?: number } = {},
): { readonly field: string; readonly values: readonly FieldValue[]; readonly limit: number } {
  declared(collection, field)
  allGood(values)
  return { field, values: [...new Set(values)], limit: whole('limit', options.limit ?? MAX_PAGE, MAX_FOUND) }
}

export function checkScan(collection: Collection, options: ScanOptions): void {
  whole('limit', options.limit, MAX_PAGE)
  if (options.by !== undefined) declared(collection, options.by)
  allGood([options.from, options.to].filter((value) => value !== undefined))
}

export interface CheckedQuery {
  /** Distinct and indexable, at most 64. */
  readonly terms: readonly string[]
  readonly vector: Int8Array | null
  readonly conversations: readonly string[]
  readonly k: number
}

/** The query as the two rankings take it; null when it can find nothing. */
export function checkSearch(collection: Collection, query: SearchQuery): CheckedQuery | null {
  if (!collection.searchable) refuse(`the collection ${collection.name} is not searchable`)
  const k = whole('k', query.k, MAX_K)
  const reason = badVector(query.vector)
  if (reason) refuse(reason)
  if (query.conversations.length > MAX_CONVERSATIONS)
    refuse(`${query.conversations.length} conversations are too many, the most is ${MAX_CONVERSATIONS}`)
  const terms = [...new Set(indexable(query.terms))].slice(0, MAX_QUERY_TERMS)
  const vector = query.vector ?? null
  if (query.conversations.length === 0 || (terms.length === 0 && !vector)) return null
  return { terms, vector, conversations: query.conversations, k }
}

/** The terms that are indexed: the first 2,000, without those that are empty or too long. */
export const indexable = (terms: readonly string[]): string[] =>
  terms.slice(0, MAX_TERMS).filter((term) => term.length > 0 && term.length <= MAX_TERM)

interface Place {
  /** Value of the field; absent when the scan is by id. */
  readonly value?: FieldValue
  readonly id: string
}

/** Where a page ended. Opaque to callers. */
export const cursorOf = (place: Place): string =>
  Buffer.from(JSON.stringify(place.value === undefined ? [place.id] : [place.id, place.value])).toString('base64url')

export function placeOf(cursor: string, by: string | undefined): Place {
  const [id, value, ...more] = parseCursor(cursor)
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (typeof id === 'string' && more.length === 0) {
    if (by === undefined && value === undefined) return { id }
    if (by !== undefined && known) return { id, value }
  }
  return refuse('the cursor is none of this scan: start without one')
}

function parseCursor(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
