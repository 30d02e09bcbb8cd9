// The document of one incident: which message plays which role, and no text. A fold over facts: the larger decision version
// of an entry wins, none is refused for being old, so any order of arrival ends in the same document.

import { type EntryRole, type IncidentFact, incidentId, shortIncidentId } from '@thala/contracts'
import { type Document, entries as latestEntries } from '@thala/store'
import { byTime, type Entry, evaluate, isLive } from './evaluate.ts'

export interface IncidentState {
  readonly entries: Readonly<Record<string, Entry>>
}

/** Lengths of short ids that can be looked up directly. People see 7; longer ones are looked up by 10, then compared. */
export const SHORT_LENGTHS = [7, 8, 9, 10, 26] as const

const spokenByPeople: readonly EntryRole[] = ['person-resolved', 'person-reopened', 'severity', 'dismissed']

/** Messages by which an incident is found: the most that a store takes. */
const MAX_MESSAGES = 20_000

/** Entries of these roles are corrections; all others are messages. */
export const isCorrection = (entry: Entry): boolean => spokenByPeople.includes(entry.role)

export function evolveIncident(state: IncidentState | undefined, fact: IncidentFact): IncidentState {
  return { entries: latestEntries(state?.entries ?? {}, fact.entryId, entryOf(fact)) }
}

const entryOf = (fact: IncidentFact): Entry => ({
  entryId: fact.entryId,
  role: fact.role,
  at: fact.at,
  decisionVersion: fact.decisionVersion,
  evidence: fact.evidence,
  author: fact.author,
  conversationId: fact.conversationId,
  category: fact.category,
  severity: fact.severity,
  orphan: fact.orphan,
  movedTo: fact.movedTo,
})

export function projectIncident(state: IncidentState, id: string): Pick<Document, 'index'> {
  const entries = Object.values(state.entries)
  const incident = evaluate(entries)
  const target = incident.status === 'Deleted' ? forwardedTo(id, entries) : null
  return {
    index: {
      messageIds: messageIdsOf(entries).slice(0, MAX_MESSAGES),
      shortId: SHORT_LENGTHS.map((length) => shortIncidentId(id, length)),
      live: isShown(incident.status),
      at: incident.lastAt,
      ...(target === null ? {} : { alias: target }),
    },
  }
}

/** Whether an incident of this state stands in lists and search results. */
export const isShown = (status: string): boolean => status !== 'Deleted' && status !== 'Dismissed'

/** Messages of the live entries, and the orphans that they took in. */
export function messageIdsOf(entries: Iterable<Entry>): string[] {
  const messages = [...entries].filter((entry) => isLive(entry) && !isCorrection(entry))
  return [...new Set(messages.flatMap((entry) => [entry.entryId, ...(entry.orphan ? [entry.orphan.messageId] : [])]))]
}

/**
 * Where an incident went whose reports were all withdrawn: with its first root when that moved, else with the earliest
 * entry that did; null while a report is left, or when nothing moved.
 */
export function forwardedTo(id: string, entries: Iterable<Entry>): string | null {
  const all = [...entries]
  if (evaluate(all).status !== 'Deleted') return null
  const moved = all.filter((entry) => entry.movedTo !== undefined && entry.movedTo !== id)
  moved.sort(byTime)
  const root = moved.find((entry) => incidentId(entry.entryId) === id)
  return (root ?? moved[0])?.movedTo ?? null
}
