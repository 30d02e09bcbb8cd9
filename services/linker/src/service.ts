// The linker: one owner for each link scope places messages and corrections in source time, and tells which message plays
// which role in which incident.

import { collections, topics } from '@thala/contracts'
import { fold } from '@thala/service'
import { factsOf } from './emit.ts'
import { openMemory } from './memory.ts'
import type { Rules } from './place.ts'
import { idOf, indexOf } from './row.ts'
import { weights } from './weights.ts'

const DAY_MS = 24 * 3_600_000

/** Source time, not wall time: the same decisions whenever a message is read. */
export const rules: Rules = { weights, windowMs: 30 * DAY_MS, recurrenceMs: 7 * DAY_MS }

export const linker = fold({
  name: 'linker',
  consumes: { linkInput: topics.linkInputs, correction: topics.corrections },
  produces: { facts: topics.facts },
  collection: collections.links,
  unpublishedField: 'unpublished',
  scope: ({ value }) => value.scope,
  open: async (scope, store) => {
    const memory = await openMemory(scope, store, rules)
    return {
      prepare: memory.prepare,
      place: (batch) =>
        memory.place(batch).map(({ row, cause }) => ({ id: idOf(row), body: row, index: indexOf(row), cause })),
    }
  },
  emit: factsOf,
})
