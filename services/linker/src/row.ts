// One row for each message and each correction: what came in, what was decided, which version of that, and every incident
// that was ever told of it. The rows alone rebuild the linker. A deleted message stays as a row without features, so that an
// older version that arrives later does not bring it back.

import { correction, type LinkInput, linkInput, shortIncidentId } from '@thala/contracts'
import type { Document } from '@thala/store'
import { z } from 'zod'
import { type Decision, decision } from './decision.ts'
import { type Place, placeOfCorrection, placeOfMessage } from './order.ts'
import { isIssue, threadOf } from './state.ts'

const decided = {
  decision,
  version: z.int().nonnegative(),
  /** Incidents that facts were published to: those that it left must hear of each new version too. */
  everAnnouncedIn: z.array(z.string()),
}
const messageRow = z.object({ kind: z.literal('message'), input: linkInput, ...decided })
const correctionRow = z.object({ kind: z.literal('correction'), input: correction, ...decided })
export const row = z.discriminatedUnion('kind', [messageRow, correctionRow])

export type MessageRow = z.infer<typeof messageRow>
export type CorrectionRow = z.infer<typeof correctionRow>
export type Row = z.infer<typeof row>

export const placeOf = (row: Row): Place =>
  row.kind === 'message' ? placeOfMessage(row.input) : placeOfCorrection(row.input)
export const idOf = (row: Row): string => placeOf(row).id

/** Before the first decision. Versions count from 1; facts that outlived their rows would raise this start. */
export const UNDECIDED = 0

/** The next version of a row. */
export function redecided<R extends Row>(before: R, next: Decision): R {
  const { incidentId } = next
  const isNew = incidentId !== null && !before.everAnnouncedIn.includes(incidentId)
  return {
    ...before,
    decision: next,
    version: before.version + 1,
    everAnnouncedIn: isNew ? [...before.everAnnouncedIn, incidentId] : before.everAnnouncedIn,
  }
}

/** Digits that hold any epoch millisecond of the next 30,000 years, so that text sorts as numbers do. */
const AT_DIGITS = 15
export const scopeAt = (scope: string, { at, id }: Place): string =>
  `${scope}|${String(at).padStart(AT_DIGITS, '0')}|${id}`

/** What a row is found by. A root also carries the short form of its incident, which is what people write. */
export function indexOf(row: Row): Document['index'] {
  const { scope } = row.input
  const { incidentId, role } = row.decision
  const incidents = incidentId === null ? [] : [incidentId]
  if (role === 'report' && incidentId !== null) incidents.push(shortIncidentId(incidentId))
  return {
    scopeAt: scopeAt(scope, placeOf(row)),
    incidentIds: incidents,
    ...(row.kind === 'message' ? messageIndex(row.input) : { names: namesIn(row) }),
    ...(row.everAnnouncedIn.length > 0 && { unpublished: scope }),
  }
}

const messageIndex = (input: LinkInput) => ({
  threadId: threadOf(input),
  ...(isIssue(input) && { names: [issueName(input.issue)] }),
})

/** Under which an issue is found by its key, among the ids of messages. */
export const issueName = (key: string): string => `issue:${key}`

/** The shortest form in which people see an incident: what a root is found by, whatever length was written. */
const SHORT_FORM = shortIncidentId('0').length
export const shortFormOf = (reference: string): string => reference.slice(0, SHORT_FORM)

/** Messages and corrections that a correction is about. */
export const namesIn = ({ input }: Pick<CorrectionRow, 'input'>): string[] => [
  ...new Set([...input.targets, ...[input.with, input.undoes].filter((id) => id !== null)]),
]
