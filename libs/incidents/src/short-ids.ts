// Short forms of incident ids that are long enough to be told apart.

import { collections, shortIncidentId } from '@thala/contracts'
import type { StoreReader } from '@thala/service'
import { SHORT_LENGTHS } from './incident-document.ts'

/** Shortest form of each id that no other known incident shares, by id. */
export async function uniqueShortIds(store: StoreReader, ids: readonly string[]): Promise<Map<string, string>> {
  const shortest = SHORT_LENGTHS[0]
  const forms = [...new Set(ids.map((id) => shortIncidentId(id, shortest)))]
  const found = forms.length === 0 ? [] : await store.findBy(collections.incidents, 'shortId', forms)
  const others = found.map((document) => document.id)
  return new Map(ids.map((id) => [id, apartFrom(id, others)]))
}

/** Pure part: grows the short form of `id` until none of `others` starts with it. */
export function apartFrom(id: string, others: readonly string[]): string {
  for (const length of SHORT_LENGTHS) {
    const form = shortIncidentId(id, length)
    if (others.every((other) => other === id || shortIncidentId(other, length) !== form)) return form
  }
  return shortIncidentId(id, 26)
}
