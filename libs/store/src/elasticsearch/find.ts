// Looks documents up by a field, and goes through them page by page. Values are kept as texts that sort as the values do.

import { MAX_CONVERSATIONS } from '../limits.ts'
import type { Document, FieldValue, Page, ScanOptions } from '../port.ts'
import { cursorOf, placeOf } from '../query.ts'
import type { Elastic } from './client.ts'
import { ask, documentOf, type Found, type Question } from './read.ts'
import { fromKeyword, toKeyword } from './values.ts'

export interface Looked {
  readonly field: string
  readonly values: readonly FieldValue[]
  readonly limit: number
}

/** Values of one question; `index.max_terms_count` allows no more. */
const MAX_VALUES = MAX_CONVERSATIONS

export async function findBy<T>(
  elastic: Elastic,
  alias: string,
  { field, values, limit }: Looked,
): Promise<Document<T>[]> {
  const found = new Map<string, Found>()
  for (let start = 0; start < values.length; start += MAX_VALUES) {
    const some = values.slice(start, start + MAX_VALUES).map(toKeyword)
    const query = { bool: { filter: { terms: { [`values.${field}`]: some } } } }
    for (const one of await ask(elastic, alias, { query, sort: ['id'], size: limit })) found.set(one._source.id, one)
  }
  const inOrder = [...found.values()]
  // Each question is answered in order; several have to be merged.
  if (values.length > MAX_VALUES)
    inOrder.sort((a, b) => Buffer.compare(Buffer.from(a._source.id), Buffer.from(b._source.id)))
  return inOrder.slice(0, limit).map((one) => documentOf<T>(one))
}

/**
 * The cursor names the last document of a page, and the next begins behind it: whatever is written in between, what stays
 * where it is is seen once. The port promises no more, so pages need no point in time, which the server would have to
 * hold open for a caller that may never come back.
 */
export async function scan<T>(elastic: Elastic, alias: string, options: ScanOptions): Promise<Page<T>> {
  const { by, limit } = options
  // One more than asked for tells whether there is a next page.
  const found = await ask(elastic, alias, { ...pageQuestion(options), size: limit + 1 })
  const page = found.slice(0, limit)
  const documents = page.map((one) => documentOf<T>(one))
  const last = page.at(-1)
  if (found.length <= limit || !last) return { documents, next: null }
  const { id } = last._source
  return { documents, next: cursorOf(by === undefined ? { id } : { id, value: fromKeyword(String(last.sort[0])) }) }
}

function pageQuestion({ by, from, to, descending, after }: ScanOptions): Omit<Question, 'size'> {
  const direction = descending ? 'desc' : 'asc'
  const field = by === undefined ? 'id' : `values.${by}`
  const bound = (value: FieldValue) => (by === undefined ? String(value) : toKeyword(value))
  const range = { ...(from !== undefined && { gte: bound(from) }), ...(to !== undefined && { lte: bound(to) }) }
  const filter = from === undefined && to === undefined ? { exists: { field } } : { range: { [field]: range } }
  const sort = by === undefined ? [{ id: direction } as const] : ([{ [field]: direction }, { id: direction }] as const)
  if (after === undefined) return { query: { bool: { filter } }, sort: [...sort] }
  const { id, value } = placeOf(after, by)
  return {
    query: { bool: { filter } },
    sort: [...sort],
    search_after: value === undefined ? [id] : [toKeyword(value), id],
  }
}
