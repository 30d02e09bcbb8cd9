// The rows in memory, in the order of source time. Takes in what arrives as a register does: the latest version of a
// message stays, copies and older versions change nothing.

import { type Correction, canonicalJson, type LinkInput, neutralFeatures } from '@thala/contracts'
import { register } from '@thala/store'
import { NOTHING } from './decision.ts'
import { comparePlaces, type Place } from './order.ts'
import { type CorrectionRow, idOf, type MessageRow, placeOf, type Row, UNDECIDED } from './row.ts'

export type Change =
  | { readonly input: 'linkInput'; readonly value: LinkInput }
  | { readonly input: 'correction'; readonly value: Correction }

/** Id of the row that it is about. */
export const idOfChange = (change: Change): string =>
  change.input === 'linkInput' ? change.value.messageId : change.value.id

export interface Sequence {
  /** In order. Valid until the next change. */
  rows(): readonly Row[]
  get(id: string): Row | undefined
  message(id: string): MessageRow | undefined
  corrections(): Iterable<CorrectionRow>
  put(row: Row): void
  drop(ids: Iterable<string>): void
  /** Index of the first row at a place or after it. */
  indexOf(place: Place): number
}

export function sequence(): Sequence {
  const byId = new Map<string, Row>()
  const corrections = new Map<string, CorrectionRow>()
  let ordered: Row[] = []
  let isOrdered = true

  const rows = (): Row[] => {
    if (!isOrdered) {
      ordered = [...byId.values()].sort((a, b) => comparePlaces(placeOf(a), placeOf(b)))
      isOrdered = true
    }
    return ordered
  }
  const indexOf = (place: Place): number => {
    const all = rows()
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = all[middle]
      if (row && comparePlaces(placeOf(row), place) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    rows,
    indexOf,
    get: (id) => byId.get(id),
    message: (id) => {
      const row = byId.get(id)
      return row?.kind === 'message' ? row : undefined
    },
    corrections: () => corrections.values(),
    put: (row) => {
      const before = byId.get(idOf(row))
      // A new decision at the same place, the common case, keeps the order.
      if (before && isOrdered && comparePlaces(placeOf(before), placeOf(row)) === 0)
        ordered[indexOf(placeOf(row))] = row
      else isOrdered = false
      byId.set(idOf(row), row)
      if (row.kind === 'correction') corrections.set(row.input.id, row)
    },
    drop: (ids) => {
      for (const id of ids) {
        byId.delete(id)
        corrections.delete(id)
      }
      isOrdered = false
    },
  }
}

/** The row that a change makes of what is known; null when it changes nothing. */
export function taken(known: Row | undefined, change: Change): Row | null {
  return change.input === 'linkInput' ? takenMessage(known, change.value) : takenCorrection(known, change.value)
}

const fresh = { decision: NOTHING, version: UNDECIDED, everAnnouncedIn: [] }

function takenMessage(known: Row | undefined, value: LinkInput): MessageRow | null {
  const before = known?.kind === 'message' ? known : undefined
  if (before && register<LinkInput>(before.input, value) === before.input) return null
  const input = value.deleted ? { ...value, ...neutralFeatures } : value
  return { ...(before ?? { kind: 'message', ...fresh }), input }
}

/** Corrections never change. Two that differ only in what their id does not hash still end the same in any order. */
function takenCorrection(known: Row | undefined, input: Correction): CorrectionRow | null {
  const before = known?.kind === 'correction' ? known : undefined
  if (before && canonicalJson(input) <= canonicalJson(before.input)) return null
  return { ...(before ?? { kind: 'correction', ...fresh }), input }
}
