// How far back a batch reaches: the earliest place at which anything could be decided otherwise. Everything before it stands.

import type { Correction } from '@thala/contracts'
import { earlier, type Place } from './order.ts'
import { isPin } from './people.ts'
import { placeOf, type Row } from './row.ts'
import { type Change, idOfChange, type Sequence, taken } from './sequence.ts'

/** Null when the batch changes nothing that was or could be decided. */
export function reachOf(sequence: Sequence, batch: readonly Change[]): Place | null {
  const arriving = new Map<string, Row[]>()
  const places: Place[] = []
  const corrections = new Map([...sequence.corrections()].map(({ input }) => [input.id, input]))
  for (const change of batch) {
    const id = idOfChange(change)
    const known = sequence.get(id)
    const row = taken(known, change)
    if (!row) continue
    arriving.set(id, [...(arriving.get(id) ?? []), row])
    if (row.kind === 'correction') corrections.set(id, row.input)
    if (row.kind === 'correction' || !isInert(row, known)) places.push(placeOf(row), ...(known ? [placeOf(known)] : []))
  }
  const placesOf = (id: string): Place[] =>
    [sequence.get(id) ?? [], arriving.get(id) ?? []].flat().map((row) => placeOf(row))
  for (const id of messagesTouched([...arriving.keys()], corrections)) places.push(...placesOf(id))
  const [first, ...rest] = places
  return first ? rest.reduce(earlier, first) : null
}

/** A message that is gone and had no part in anything: neither joined, nor waiting, nor pinned. */
function isInert(row: Row, known: Row | undefined): boolean {
  if (row.kind !== 'message' || !row.input.deleted) return false
  if (!known) return true
  const { incidentId, evidence } = known.decision
  return incidentId === null && evidence.kind !== 'orphan' && evidence.kind !== 'person'
}

/** Messages whose pins change with these ids: those that a changed correction is about, and those pinned to a changed message. */
function messagesTouched(ids: readonly string[], corrections: ReadonlyMap<string, Correction>): Set<string> {
  const pinnedTo = Map.groupBy(corrections.values(), (correction) => correction.with)
  const touched = new Set<string>()
  const seen = new Set<string>()
  const queue = [...ids]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    for (const { targets } of pinnedTo.get(id) ?? []) for (const target of targets) touched.add(target)
    const correction = corrections.get(id)
    if (!correction) continue
    touched.add(id)
    if (isPin(correction)) for (const target of correction.targets) touched.add(target)
    if (correction.undoes !== null) queue.push(correction.undoes)
  }
  return touched
}
