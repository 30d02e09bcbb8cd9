// Places batches into the sequence and decides again from the earliest place that changed. Before it stored decisions are
// only applied; after it every row is decided anew, so the outcome is that of one pass over everything in source time.

import type { LinkInput } from '@thala/contracts'
import { decideMessage, type Rules, type Surroundings } from './decide.ts'
import { decideCorrection } from './decide-correction.ts'
import { type Decision, GONE, isSame } from './decision.ts'
import { type Neighbours, neighbours } from './near.ts'
import { comparePlaces, type Place } from './order.ts'
import { peopleOf } from './people.ts'
import { reachOf } from './reach.ts'
import { idOf, placeOf, type Row, redecided } from './row.ts'
import { type Change, idOfChange, type Sequence, taken } from './sequence.ts'
import { applyCorrection, applyMessage, emptyState, type LinkState } from './state.ts'

export interface Placed {
  readonly row: Row
  /** Its own input is new, rather than that its decision followed from another row. */
  readonly cause: boolean
}

export interface Placing {
  /** Every row that changed, in order. */
  place(batch: readonly Change[]): readonly Placed[]
  /** To be called when rows came into the sequence in another way: the state is built again. */
  rebuild(): void
  /** To be called when rows left the sequence: what was remembered about them goes too. */
  forget(): void
}

export function placing(sequence: Sequence, rules: Rules): Placing {
  const near = neighbours(rules.weights)
  let state = emptyState()
  /** The last row that the state holds; null: it has to be built again. */
  let upTo: Place | null = null

  const message = (id: string): LinkInput | undefined => {
    const input = sequence.message(id)?.input
    return input?.deleted ? undefined : input
  }

  /** The state just before a place. New rows at the end, the common case, find it as it is. */
  const rewind = (to: Place, start: number): void => {
    if (upTo && comparePlaces(upTo, to) < 0) return
    state = emptyState()
    for (const row of sequence.rows().slice(0, start)) applyRow(state, row, row.decision, near)
  }

  const decideFrom = (reach: Place, touched: ReadonlySet<string>): Placed[] => {
    const start = sequence.indexOf(reach)
    rewind(reach, start)
    const people = peopleOf([...sequence.corrections()].map(({ input }) => input))
    const around = { ...rules, state, people, near, message }
    const changed: Placed[] = []
    for (const row of sequence.rows().slice(start)) {
      const decision = decideRow(row, around)
      applyRow(state, row, decision, near)
      const cause = touched.has(idOf(row))
      if (cause || !isSame(decision, row.decision)) changed.push({ row: redecided(row, decision), cause })
    }
    const last = sequence.rows().at(-1)
    upTo = last ? placeOf(last) : null
    return changed
  }

  return {
    place: (batch) => {
      const reach = reachOf(sequence, batch)
      const touched = takeIn(sequence, batch)
      const changed = reach ? decideFrom(reach, touched) : []
      const settled = new Set(changed.map(({ row }) => idOf(row)))
      const inert = [...touched].filter((id) => !settled.has(id)).flatMap((id) => emptied(sequence.get(id)))
      for (const { row } of [...inert, ...changed]) sequence.put(row)
      return [...inert, ...changed]
    },
    rebuild: () => {
      upTo = null
    },
    forget: () => {
      near.clear()
      upTo = null
    },
  }
}

/** Ids of the rows whose input is new. */
function takeIn(sequence: Sequence, batch: readonly Change[]): Set<string> {
  const touched = new Set<string>()
  for (const change of batch) {
    const id = idOfChange(change)
    const row = taken(sequence.get(id), change)
    if (!row) continue
    sequence.put(row)
    touched.add(id)
  }
  return touched
}

/** What no pass reaches is gone and had no part in anything: its row still changes. */
const emptied = (row: Row | undefined): Placed[] =>
  row?.kind === 'message' && row.input.deleted ? [{ row: redecided(row, GONE), cause: true }] : []

export const decideRow = (row: Row, around: Surroundings): Decision =>
  row.kind === 'message' ? decideMessage(row.input, around) : decideCorrection(row.input, around)

export function applyRow(state: LinkState, row: Row, decision: Decision, near: Neighbours): void {
  if (row.kind === 'message') applyMessage(state, row.input, decision, near)
  else applyCorrection(state, row.input, decision)
}
