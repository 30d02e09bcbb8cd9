// The linker: one owner for each link scope places messages and corrections in source time, and tells which message plays
// which role in which incident.

import { collections, topics } from '@thala/contracts'
import { fold, resource } from '@thala/service'
import type { Rules } from './decide.ts'
import { factsOf } from './emit.ts'
import { openMemory } from './memory.ts'
import { idOf, indexOf } from './row.ts'
import { shippedWeights } from './weights.ts'

const DAY_MS = 24 * 3_600_000

/** Source time, not wall time: the same decisions whenever a message is read. */
export const shippedRules = (): Rules => ({
  weights: shippedWeights(),
  windowMs: 30 * DAY_MS,
  recurrenceMs: 7 * DAY_MS,
})

export const linker = fold({
  name: 'linker',
  consumes: { linkInput: topics.linkInputs, correction: topics.corrections },
  produces: { facts: topics.facts },
  // Damaged weights refuse the start rather than every batch.
  resources: () => ({ weights: resource({ name: 'link-weights', start: async () => shippedWeights() }) }),
  collection: collections.links,
  unpublishedField: 'unpublished',
  scope: ({ value }) => value.scope,
  open: async (scope, store) => {
    const memory = await openMemory(scope, store, shippedRules())
    return {
      prepare: memory.prepare,
      place: (batch) =>
        memory.place(batch).map(({ row, cause }) => ({ id: idOf(row), body: row, index: indexOf(row), cause })),
    }
  },
  emit: factsOf,
})
