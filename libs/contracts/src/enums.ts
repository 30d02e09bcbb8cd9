// The closed vocabularies of Thala. Every enum that crosses a process stands here once, with its schema.

import { z } from 'zod'

export const messageTypes = ['incident_report', 'resolution', 'discussion', 'unrelated'] as const
export const messageType = z.enum(messageTypes)
export type MessageType = z.infer<typeof messageType>

/** The type with the highest probability; of equals the first in order. */
export const likeliestType = (types: Readonly<Record<MessageType, number>>): MessageType =>
  messageTypes.reduce((best, type) => (types[type] > types[best] ? type : best))

export const categories = [
  'Database',
  'API',
  'Frontend',
  'Infrastructure',
  'Authentication',
  'Payment',
  'Network',
  'Application',
  'Security',
  'Email',
  'Storage',
  'Monitoring',
  'Configuration',
  'Deployment',
] as const
export const category = z.enum(categories)
export type Category = z.infer<typeof category>

/** Most severe first: comparing indexes compares severities. */
export const severities = ['Critical', 'High', 'Medium', 'Low'] as const
export const severity = z.enum(severities)
export type Severity = z.infer<typeof severity>

export const sources = ['slack', 'jira', 'email', 'ticket', 'api'] as const
export const sourceKind = z.enum(sources)
export type SourceKind = z.infer<typeof sourceKind>

/** What a resolution claims: whether the fix is final decides whether it closes an incident or is only a suspected fix. */
export const fixStates = ['complete', 'tentative'] as const
export const fixState = z.enum(fixStates)
export type FixState = z.infer<typeof fixState>

/**
 * The part that a message or a correction plays in one incident.
 * `withdrawn` takes an entry back (the message was relinked, deleted or decided otherwise).
 */
export const entryRoles = [
  'report',
  'corroboration',
  'recurrence',
  'discussion',
  'suspected-fix',
  'resolution',
  'person-resolved',
  'person-reopened',
  'severity',
  'dismissed',
  'withdrawn',
] as const
export const entryRole = z.enum(entryRoles)
export type EntryRole = z.infer<typeof entryRole>

/** Why the linker joined a message to an incident, or opened one: the step of the decision that answered first. */
export const evidenceKinds = ['root', 'person', 'said', 'thread', 'reference', 'score', 'orphan'] as const
export const evidenceKind = z.enum(evidenceKinds)
export type EvidenceKind = z.infer<typeof evidenceKind>

/** State of an incident. `Dismissed`: a person said that it is none. `Deleted`: no undeleted report remains. */
export const incidentStates = ['Open', 'Resolved', 'Reopened', 'Dismissed', 'Deleted'] as const
export const incidentState = z.enum(incidentStates)
export type IncidentState = z.infer<typeof incidentState>

/** The two statuses on the wire of the HTTP interface: a reopened incident is `Open` there. */
export const wireStatuses = ['Open', 'Resolved'] as const
export const wireStatus = z.enum(wireStatuses)
export type WireStatus = z.infer<typeof wireStatus>

/** `Unlikely` is read as `Not Likely`: clients of the earlier interface sent both. */
export const likelihood = z.preprocess(
  (value) => (value === 'Unlikely' ? 'Not Likely' : value),
  z.enum(['Likely', 'Not Likely']),
)
export type Likelihood = z.infer<typeof likelihood>

export const correctionActions = [
  'confirm',
  'unlink',
  'relink',
  'not-an-incident',
  'resolved',
  'reopened',
  'severity',
  'undo',
] as const
export const correctionAction = z.enum(correctionActions)
export type CorrectionAction = z.infer<typeof correctionAction>
