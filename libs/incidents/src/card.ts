// An incident in brief, as one reader may know it. Pure: composed from a `ReadableIncident` and names.

import type { Category, IncidentState, Severity } from '@thala/contracts'
import { type Fix, isReport } from './evaluate.ts'
import { type Names, wordsOf } from './names.ts'
import type { ReadableIncident } from './readable.ts'

export interface IssueCard {
  readonly incidentId: string
  readonly shortId: string
  readonly status: IncidentState
  readonly title: string
  readonly severity: Severity | null
  readonly category: Category | null
  readonly openedAt: number
  /** Source time of the latest readable entry or of the closing, epoch ms. */
  readonly lastAt: number
  readonly reporter: string | null
  /** Name of the conversation where it was reported; null when it has none that may be told. */
  readonly conversation: string | null
  readonly permalink: string | null
  /** Readable reports: the first, corroborations and recurrences. */
  readonly reports: number
  readonly resolution: FixCard | null
  readonly suspectedFix: FixCard | null
  readonly failedFixes: readonly FixCard[]
}

export interface FixCard {
  /** Null when the reader may not read it, or when a person closed it without words. */
  readonly text: string | null
  readonly by: string | null
  readonly at: number
  readonly permalink: string | null
  /** The message that told it; null where its words are. */
  readonly messageId: string | null
}

export const MAX_TITLE = 120

export function card(readable: ReadableIncident, shortId: string, names: Names): IssueCard {
  const { incident, own, root } = readable
  const { resolution, suspectedFix } = incident
  return {
    incidentId: readable.id,
    shortId,
    status: incident.status,
    title: titleOf(wordsOf(root, names)),
    severity: own.severity,
    category: own.category,
    openedAt: own.openedAt,
    lastAt: lastAt(readable),
    reporter: root.author?.name ?? null,
    conversation: names.get(root.conversationId) ?? null,
    permalink: root.permalink,
    reports: readable.entries.filter(({ role }) => isReport(role)).length,
    resolution: resolution && fixCard(readable, resolution, names),
    // A guess that the reader may not read is not news: the state stays what it was.
    suspectedFix:
      suspectedFix && readable.messages.has(suspectedFix.messageId) ? fixCard(readable, suspectedFix, names) : null,
    failedFixes: incident.failedFixes.map((fix) => fixCard(readable, fix, names)),
  }
}

/** Latest moment that this reader may know of: what happens in private must not move a public incident up the list. */
export function lastAt({ entries, incident, own }: ReadableIncident): number {
  return Math.max(own.openedAt, incident.resolution?.at ?? 0, ...entries.map((entry) => entry.at))
}

export function fixCard(readable: ReadableIncident, fix: Fix, names: Names): FixCard {
  const message = readable.messages.get(fix.messageId)
  if (message) {
    const { author, permalink, messageId } = message
    return { text: wordsOf(message, names), by: author?.name ?? null, at: fix.at, permalink, messageId }
  }
  const correction = readable.entries.find((entry) => entry.entryId === fix.messageId)
  const by = names.get(correction?.author ?? '') ?? null
  return { text: null, by, at: fix.at, permalink: null, messageId: null }
}

/** First line with words, at most 120 characters. */
export function titleOf(text: string): string {
  const line = text
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '')
  return line === undefined ? '(no text)' : shorten(line, MAX_TITLE)
}

/** At most `limit` code points, cut at the end of a word where one is near. */
export function shorten(text: string, limit: number): string {
  const points = [...text]
  if (points.length <= limit) return text
  const cut = points.slice(0, limit - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > cut.length * 0.7 ? cut.slice(0, space) : cut}…`
}
