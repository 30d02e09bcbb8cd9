// What is decided about one message or one correction, and what a message says it is. Plain data.

import { type Evidence, incidentFact, type LinkInput, likeliestType, type MessageType } from '@thala/contracts'
import { z } from 'zod'
import type { Thresholds } from './weights.ts'

const { incidentId, role, evidence, orphan } = incidentFact.shape

export const decision = z.object({
  /** The incident it joins or opens; null: it plays no part in any. */
  incidentId: incidentId.nullable(),
  role: role.nullable(),
  evidence,
  /** On a report: a fix that was announced before it. */
  orphan,
})
export type Decision = z.infer<typeof decision>

/** It plays no part, and nothing waits for it. */
export const apart = (kind: Evidence['kind'], ...reasons: string[]): Decision => ({
  incidentId: null,
  role: null,
  evidence: { kind, reasons, candidates: [] },
})

export const NOTHING: Decision = apart('score', 'nothing to link')

export const GONE: Decision = apart('root', 'deleted')

/** A fix without its incident, kept in case that one is told later. */
export const isOrphan = ({ incidentId, evidence: { kind } }: Decision): boolean =>
  incidentId === null && kind === 'orphan'

/** What the message counts as. An unsure report or resolution is talk: it can open and close nothing. */
export function typeOf({ saidType, types }: LinkInput, thresholds: Thresholds): MessageType {
  if (saidType) return saidType
  const likeliest = likeliestType(types)
  if (likeliest === 'incident_report' && types.incident_report < thresholds.report) return talkOf(types)
  if (likeliest === 'resolution' && types.resolution < thresholds.resolution) return talkOf(types)
  return likeliest
}

const talkOf = (types: LinkInput['types']): MessageType =>
  types.unrelated > types.discussion ? 'unrelated' : 'discussion'

export function isSame(a: Decision, b: Decision): boolean {
  return (
    a.incidentId === b.incidentId &&
    a.role === b.role &&
    a.orphan?.messageId === b.orphan?.messageId &&
    a.orphan?.role === b.orphan?.role &&
    isSameEvidence(a.evidence, b.evidence)
  )
}

const isSameEvidence = (a: Evidence, b: Evidence): boolean =>
  a.kind === b.kind &&
  a.score === b.score &&
  a.via === b.via &&
  a.reasons.length === b.reasons.length &&
  a.reasons.every((reason, i) => reason === b.reasons[i]) &&
  a.candidates.length === b.candidates.length &&
  a.candidates.every((one, i) => one.incidentId === b.candidates[i]?.incidentId && one.score === b.candidates[i]?.score)
