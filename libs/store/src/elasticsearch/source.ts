// A stored document as Elasticsearch holds it, and back.

import type { Document } from '../port.ts'
import { indexable } from '../query.ts'
import { type Stored, valuesOf } from '../stored.ts'
import { textToVector, toKeyword, vectorToText, word } from './values.ts'

/** What is kept and answered. `body`, `fields` and `terms` are JSON in a text, as all stores compare them. */
export interface Source {
  readonly id: string
  readonly body: string
  readonly fields: string
  readonly conversationId?: string
  readonly terms?: string
  /** Base64 of its bytes. */
  readonly vector?: string
}

/** With what is derived from it, for the index. */
export function toIndexed(stored: Stored): Source & { values: Record<string, string[]>; words?: string } {
  const { id, body, fields, search } = stored
  const index: Document['index'] = JSON.parse(fields)
  const values = Object.fromEntries(
    Object.entries(index).map(([field, value]) => [field, valuesOf(value).map(toKeyword)]),
  )
  if (!search) return { id, body, fields, values }
  const { conversationId, terms, vector } = search
  const all: string[] = JSON.parse(terms)
  const words = indexable(all).map(word).join(' ')
  return { id, body, fields, values, conversationId, terms, words, ...(vector && { vector: vectorToText(vector) }) }
}

export function toStored({ id, body, fields, conversationId, terms, vector }: Source): Stored {
  if (conversationId === undefined || terms === undefined) return { id, body, fields, search: null }
  return { id, body, fields, search: { conversationId, terms, vector: vector ? textToVector(vector) : null } }
}
