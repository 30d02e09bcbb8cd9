// A row of a replay takes the place of the row that stood for the same message. Facts are compared by version, and whoever
// heard of a message must hear of it again: so its version follows the former one's, and no incident is forgotten.

import { neutralFeatures } from '@thala/contracts'
import type { Document } from '@thala/store'
import { GONE } from './decision.ts'
import { indexOf, type Row } from './row.ts'

/** Revision older than any that a source tells: whatever comes replaces it. */
const NEVER = 0

/** What takes the place of `former`; `next` itself where it already does, undefined where nothing has to. */
export function succeed(next: Row | undefined, former: Row): Row | undefined {
  if (!next) return gone(former)
  const everAnnouncedIn = [...new Set([...next.everAnnouncedIn, ...former.everAnnouncedIn])]
  if (next.version > former.version && everAnnouncedIn.length === next.everAnnouncedIn.length) return next
  return { ...next, version: Math.max(next.version, former.version) + 1, everAnnouncedIn }
}

/** A message that the replay could not read: withdrawn wherever it was, until somebody tells of it again. */
function gone(former: Row): Row | undefined {
  if (former.kind === 'correction' || former.everAnnouncedIn.length === 0) return undefined
  if (!isTold(former)) return former
  const input = { ...former.input, ...neutralFeatures, deleted: true, revision: NEVER }
  return { ...former, input, decision: GONE, version: former.version + 1 }
}

/** Whether a source told of it, rather than that it only keeps the place of what could not be read. */
export const isTold = (row: Row): boolean => row.kind === 'correction' || row.input.revision !== NEVER

/** What a row is found by whose facts are out. */
export const publishedIndex = (row: Row): Document['index'] => {
  const { unpublished: _, ...index } = indexOf(row)
  return index
}
