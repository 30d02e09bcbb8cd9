// What is new between two states of the list: what to point at, what to say, and how to show it without moving anything.

import type { IncidentList } from '@thala/contracts/page'
import { counted } from './words.ts'

type Row = IncidentList['incidents'][number]

export interface Changes {
  /** Incidents that came or look different now. */
  readonly ids: ReadonlySet<string>
  /** For people who do not see it; empty when nothing changed. */
  readonly text: string
}

/** Most incidents that are named; of more only how many. */
const MAX_NAMED = 3

export function changesBetween(before: readonly Row[], after: readonly Row[]): Changes {
  const known = new Map(before.map((row) => [row.id, row]))
  const changed = after.filter((row) => JSON.stringify(row) !== JSON.stringify(known.get(row.id)))
  const ids = new Set(changed.map(({ id }) => id))
  if (changed.length > MAX_NAMED) return { ids, text: `${counted(changed.length, 'incident')} changed` }
  return { ids, text: changed.map((row) => sentence(row, known.get(row.id))).join('. ') }
}

function sentence({ id: _, ...row }: Row, before: Row | undefined): string {
  if (!before) return `New in the list: ${row.shortId}, ${row.title}`
  return row.status === before.status ? `${row.shortId} changed` : `${row.shortId} is ${row.status.toLowerCase()} now`
}

/** The rows of `before` in their places, as they are in `after`: nothing moves, comes or goes. */
export function inPlace(before: readonly Row[], after: readonly Row[]): Row[] {
  const latest = new Map(after.map((row) => [row.id, row]))
  return before.map((row) => latest.get(row.id) ?? row)
}

export const isSameOrder = (before: readonly Row[], after: readonly Row[]): boolean =>
  before.length === after.length && before.every(({ id }, i) => id === after[i]?.id)
