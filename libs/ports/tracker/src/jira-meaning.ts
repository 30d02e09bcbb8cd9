// What Jira's own words mean for incidents: which types of issue are incidents, how grave a priority is, which statuses are
// the end of one. Pure tables; a status's category in the export outranks the names here.

import type { MessageType, Severity } from '@thala/contracts'

/** Something is broken: a report, unless its priority says that it hardly matters. */
const DEFECTS = new Set(['bug', 'defect', 'fault', 'fehler', 'anomalie'])
/** Something is broken for many, now. */
const INCIDENTS = new Set([
  'incident',
  'major incident',
  'production incident',
  'outage',
  'problem',
  'störung',
  'vorfall',
  'incidencia',
])
/** Work that was planned: it may be worded like an outage (`Retry when the wallet does not answer`) and is none. */
const PLANNED = new Set([
  'story',
  'user story',
  'epic',
  'sub-task',
  'subtask',
  'new feature',
  'feature',
  'improvement',
  'enhancement',
  'spike',
  'initiative',
])

/** Work too, as a rule: some teams tell of incidents in tasks, and then they are urgent. */
const TASKS = new Set(['task', 'aufgabe', 'tâche', 'tarea', 'to-do', 'action item'])

/** What an issue is for its type; undefined for urgent tasks, requests and the like, which may be anything: they are read. */
export function typeOfIssue(name: string | undefined, severity: Severity | undefined): MessageType | undefined {
  // Jira Service Management marks its own types: `[System] Incident`.
  const type = (name ?? '').toLowerCase().replace('[system]', '').trim()
  if (INCIDENTS.has(type)) return 'incident_report'
  if (DEFECTS.has(type)) return severity === 'Low' ? 'discussion' : 'incident_report'
  const isRoutine = TASKS.has(type) && (severity === 'Medium' || severity === 'Low')
  return isRoutine || PLANNED.has(type) ? 'discussion' : undefined
}

const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ...(['blocker', 'highest', 'critical', 'urgent', 'p0', 'p1', 'sev0', 'sev1', '1'] as const).map(
    (name) => [name, 'Critical'] as const,
  ),
  ...(['major', 'high', 'p2', 'sev2', '2'] as const).map((name) => [name, 'High'] as const),
  ...(['medium', 'normal', 'moderate', 'p3', 'sev3', '3'] as const).map((name) => [name, 'Medium'] as const),
  ...(['minor', 'low', 'lowest', 'trivial', 'p4', 'p5', 'sev4', 'sev5', '4', '5'] as const).map(
    (name) => [name, 'Low'] as const,
  ),
])

/** Of `P1 - Critical` the first part that says something counts; undefined when none does. */
export function severityOf(priority: string | undefined): Severity | undefined {
  const name = (priority ?? '').toLowerCase().trim()
  const parts = [name, ...name.split(/[^\p{L}\p{N}]+/u)]
  return parts.flatMap((part) => SEVERITIES.get(part) ?? [])[0]
}

/** An issue that is done because another one tells the same says nothing of the end of it. */
export const isDuplicate = (resolution: string | undefined): boolean =>
  /^(?:duplicate|duplikat|doublon|duplicado)/i.test((resolution ?? '').trim())

/** For statuses that no issue of the export has at present. */
const DONE_NAMES = new Set([
  'done',
  'closed',
  'resolved',
  'complete',
  'completed',
  'fixed',
  'released',
  'deployed',
  'verified',
  'cancelled',
  'canceled',
  'declined',
  'rejected',
  'duplicate',
  "won't do",
  "won't fix",
  'erledigt',
  'fertig',
  'geschlossen',
  'behoben',
  'gelöst',
  'terminé',
  'fermé',
  'résolu',
  'hecho',
  'cerrado',
  'resuelto',
])

export interface StatusRef {
  readonly id?: string | undefined
  readonly name?: string | undefined
}

/** Whether a status is the end: by its category in the export, else by its name. */
export interface Statuses {
  isDone(status: StatusRef): boolean
}

export interface CategorisedStatus extends StatusRef {
  readonly statusCategory?: { readonly key: string } | undefined
}

export function statusesOf(seen: Iterable<CategorisedStatus>): Statuses {
  const done = new Map<string, boolean>()
  for (const { id, name, statusCategory } of seen) {
    if (!statusCategory) continue
    const isDone = statusCategory.key === 'done'
    if (id !== undefined) done.set(`id ${id}`, isDone)
    if (name !== undefined) done.set(`name ${name.toLowerCase()}`, isDone)
  }
  return {
    isDone: ({ id, name = '' }) => {
      const key = name.toLowerCase().trim()
      return done.get(`id ${id}`) ?? done.get(`name ${key}`) ?? DONE_NAMES.has(key)
    },
  }
}
