// Which older rows a stretch of source time depends on: a decision may reach back, beyond the window, through a thread, a
// reference, a correction, and the incidents that those lead to.

import { type LinkInput, shortIncidentId } from '@thala/contracts'
import { type CorrectionRow, idOf, issueName, namesIn, type Row, shortFormOf } from './row.ts'
import { isIssue, threadOf } from './state.ts'

export interface Needs {
  /** Messages and corrections. */
  readonly ids: Set<string>
  readonly threads: Set<string>
  /** Corrections that name these, and issues by their keys. */
  readonly namedIds: Set<string>
  /** Incidents, by id or by the short form of it. */
  readonly incidents: Set<string>
}

export const noNeeds = (): Needs => ({
  ids: new Set(),
  threads: new Set(),
  namedIds: new Set(),
  incidents: new Set(),
})

export function needsOf(rows: Iterable<Row>): Needs {
  const needs = noNeeds()
  for (const row of rows) {
    addDecision(needs, row)
    if (row.kind === 'message') addMessage(needs, row.input)
    else addNames(needs, row)
  }
  return needs
}

export function addMessage(needs: Needs, { messageId, threadId, references }: LinkInput): void {
  needs.namedIds.add(messageId)
  if (threadId !== null) {
    needs.threads.add(threadId)
    needs.ids.add(threadId)
  }
  for (const id of references.messages) needs.ids.add(id)
  for (const key of references.issues) needs.namedIds.add(issueName(key))
  for (const reference of references.incidents) needs.incidents.add(shortFormOf(reference))
}

/** A correction leads to the messages it is about, and to the corrections that take it back. */
export function addNames(needs: Needs, row: CorrectionRow): void {
  needs.namedIds.add(row.input.id)
  for (const id of namesIn(row)) needs.ids.add(id)
}

export function addDecision(needs: Needs, { decision: { incidentId } }: Row): void {
  if (incidentId !== null) needs.incidents.add(incidentId)
}

/** Of older rows, those that `needs` leads to: directly, or as part of an incident that it leads to. */
export function neededAmong(older: readonly Row[], needs: Needs): Set<Row> {
  const needed = new Set<Row>()
  for (let before = -1; before < needed.size; ) {
    before = needed.size
    for (const row of older) {
      if (needed.has(row) || !isDirect(row, needs)) continue
      needed.add(row)
      addDecision(needs, row)
      if (row.kind === 'correction') addNames(needs, row)
    }
  }
  const roots = older.filter((row) => row.decision.role === 'report' && isNamedShort(row, needs))
  for (const root of roots) addDecision(needs, root)
  for (const row of older) {
    const { incidentId } = row.decision
    if (incidentId !== null && needs.incidents.has(incidentId)) needed.add(row)
  }
  return needed
}

const isDirect = (row: Row, needs: Needs): boolean =>
  needs.ids.has(idOf(row)) ||
  (row.kind === 'message' ? isNeededMessage(row.input, needs) : namesIn(row).some((id) => needs.namedIds.has(id)))

const isNeededMessage = (input: LinkInput, { threads, namedIds }: Needs): boolean =>
  threads.has(threadOf(input)) || (isIssue(input) && namedIds.has(issueName(input.issue)))

const isNamedShort = ({ decision: { incidentId } }: Row, { incidents }: Needs): boolean =>
  incidentId !== null && incidents.has(shortIncidentId(incidentId))
