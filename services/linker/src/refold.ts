// The reference: one plain pass over everything in source time, from nothing, with no store and no memory of before. What
// the linker decides step by step must be what this decides; the property tests compare the two.

import type { Rules } from './decide.ts'
import type { Decision } from './decision.ts'
import { neighbours } from './near.ts'
import { comparePlaces } from './order.ts'
import { peopleOf } from './people.ts'
import { applyRow, decideRow } from './place.ts'
import { idOf, placeOf, type Row } from './row.ts'
import { type Change, idOfChange, taken } from './sequence.ts'
import { emptyState } from './state.ts'

export function refold(changes: readonly Change[], rules: Rules): Map<string, Decision> {
  const rows = new Map<string, Row>()
  for (const change of changes) {
    const id = idOfChange(change)
    const row = taken(rows.get(id), change)
    if (row) rows.set(id, row)
  }
  const people = peopleOf([...rows.values()].flatMap((row) => (row.kind === 'correction' ? [row.input] : [])))
  const state = emptyState()
  const near = neighbours(rules.weights)
  const message = (id: string) => {
    const row = rows.get(id)
    return row?.kind === 'message' && !row.input.deleted ? row.input : undefined
  }
  const decisions = new Map<string, Decision>()
  for (const row of [...rows.values()].sort((a, b) => comparePlaces(placeOf(a), placeOf(b)))) {
    const decision = decideRow(row, { ...rules, state, people, near, message })
    applyRow(state, row, decision, near)
    decisions.set(idOf(row), decision)
  }
  return decisions
}
