// The state of one incident as a pure function of its entries. The linker asks it while it decides, the indexer when it
// stores, so both always agree. Order of arrival plays no part: entries are sorted by (source time, id).

import type { Category, EntryRole, Evidence, IncidentState, Severity } from '@thala/contracts'

export interface Entry {
  readonly entryId: string
  readonly role: EntryRole
  readonly at: number
  readonly decisionVersion: number
  readonly evidence: Evidence
  readonly author: string | null
  readonly conversationId: string | null
  readonly category: Category | null
  readonly severity: Severity | null
  readonly orphan?: { readonly messageId: string; readonly role: 'suspected-fix' | 'resolution' } | undefined
  readonly movedTo?: string | undefined
}

export interface Fix {
  readonly messageId: string
  readonly at: number
}

export interface Incident {
  readonly status: IncidentState
  /** The earliest live report; null when none is left. */
  readonly rootId: string | null
  readonly openedAt: number
  /** Source time of the latest live entry. */
  readonly lastAt: number
  /** What closed it; null unless `Resolved`. A correction's id when a person closed it. */
  readonly resolution: Fix | null
  /** An unconfirmed fix; null once it is resolved. */
  readonly suspectedFix: Fix | null
  /** Fixes that did not hold, each with the report (or the correction) that reopened the incident. */
  readonly failedFixes: readonly (Fix & { readonly reopenedBy: string })[]
  readonly category: Category | null
  readonly severity: Severity | null
}

/** The one order of entries: source time, then id. */
export const byTime = (a: Pick<Entry, 'at' | 'entryId'>, b: Pick<Entry, 'at' | 'entryId'>): number =>
  a.at - b.at || (a.entryId < b.entryId ? -1 : a.entryId > b.entryId ? 1 : 0)

export const isLive = (entry: Entry): boolean => entry.role !== 'withdrawn'

/** A report in the widest sense: without one the incident is gone. */
export const isReport = (role: EntryRole): boolean =>
  role === 'report' || role === 'corroboration' || role === 'recurrence'

/** Before any entry. */
export const unopened: Incident = {
  status: 'Open',
  rootId: null,
  openedAt: 0,
  lastAt: 0,
  resolution: null,
  suspectedFix: null,
  failedFixes: [],
  category: null,
  severity: null,
}

export function evaluate(entries: Iterable<Entry>): Incident {
  const live = [...entries].filter(isLive).sort(byTime)
  const incident = live.reduce(step, unopened)
  if (live.some((entry) => isReport(entry.role))) return incident
  return { ...incident, status: 'Deleted', rootId: null, resolution: null, suspectedFix: null }
}

/** One entry further. Entries must come in order of (at, id). */
export function step(before: Incident, entry: Entry): Incident {
  const incident = { ...before, lastAt: Math.max(before.lastAt, entry.at) }
  switch (entry.role) {
    case 'report':
    case 'corroboration':
      return fixedBefore(reported(incident, entry), entry)
    case 'recurrence':
      return fixedBefore(reported(incident.status === 'Resolved' ? reopened(incident, entry) : incident, entry), entry)
    case 'person-reopened':
      return reopened(incident, entry)
    case 'resolution':
    case 'person-resolved':
      return resolved(incident, { messageId: entry.entryId, at: entry.at })
    case 'suspected-fix':
      return suspected(incident, { messageId: entry.entryId, at: entry.at })
    case 'severity':
      return { ...incident, severity: entry.severity }
    case 'dismissed':
      return { ...incident, status: 'Dismissed', resolution: null, suspectedFix: null }
    case 'discussion':
    case 'withdrawn':
      return incident
  }
}

function reported(incident: Incident, entry: Entry): Incident {
  if (incident.rootId !== null) return incident
  return {
    ...incident,
    rootId: entry.entryId,
    openedAt: entry.at,
    category: entry.category,
    severity: incident.severity ?? entry.severity,
  }
}

/** A fix that was announced before this report was made counts from the report on: nothing is fixed before it is known. */
function fixedBefore(incident: Incident, { orphan, at }: Entry): Incident {
  if (!orphan) return incident
  const fix = { messageId: orphan.messageId, at }
  return orphan.role === 'resolution' ? resolved(incident, fix) : suspected(incident, fix)
}

const suspected = (incident: Incident, fix: Fix): Incident =>
  incident.status === 'Resolved' || incident.status === 'Dismissed' ? incident : { ...incident, suspectedFix: fix }

/** The first fix keeps the credit until it fails; a later "fixed" changes nothing. */
function resolved(incident: Incident, fix: Fix): Incident {
  if (incident.status === 'Resolved' || incident.status === 'Dismissed') return incident
  return { ...incident, status: 'Resolved', resolution: fix, suspectedFix: null }
}

/** What is open stays as it is: only a fix or a dismissal can be taken back. */
function reopened(incident: Incident, entry: Entry): Incident {
  if (incident.status === 'Open' || incident.status === 'Reopened') return incident
  const failed = incident.resolution ? [{ ...incident.resolution, reopenedBy: entry.entryId }] : []
  return {
    ...incident,
    status: 'Reopened',
    resolution: null,
    suspectedFix: null,
    failedFixes: [...incident.failedFixes, ...failed],
  }
}
