// What the linker reads and writes. None of it holds text: ids, times, probabilities, hashes and vectors only.

import { z } from 'zod'
import {
  category,
  correctionAction,
  entryRole,
  evidenceKind,
  messageType,
  severity,
  sourceKind,
  wireStatus,
} from './enums.ts'
import { audience, author, envelope, epochMs, vector } from './message.ts'

export const DEFAULT_SCOPE = 'default'

const id = z.string().min(1).max(512)
const probability = z.number().min(0).max(1)

/** One message as the linker sees it. A deleted one has the same shape with neutral features. */
export const linkInput = envelope({
  scope: z.string().min(1).max(128),
  messageId: id,
  conversationId: id,
  threadId: id.nullable(),
  source: sourceKind,
  at: epochMs,
  revision: epochMs,
  deleted: z.boolean(),
  author: author.shape.id.nullable(),
  audience,
  types: z.record(messageType, probability),
  complete: probability,
  category: category.nullable(),
  severity: severity.nullable(),
  /** Outright statements of a person or a system of record: pin the type, and close or reopen. */
  saidType: messageType.nullable(),
  saidStatus: wireStatus.nullable(),
  /** Exact references found in the text. */
  references: z.object({
    /** Incident ids as people write them, `INC-…`. */
    incidents: z.array(z.string()).max(64),
    /** Messages, by permalink. */
    messages: z.array(id).max(64),
    /** What looks like the key of an issue, `OPS-123`: `SHA-256` does too, and names nothing unless there is such an issue. */
    issues: z.array(z.string()).max(64),
  }),
  /** The key of the issue that the message is, where it is one. */
  issue: z.string().max(64).nullish(),
  vector,
  /** 32-bit hashes of distinct terms, ascending. */
  terms: z.array(z.int().nonnegative()).max(2000),
  /** Those of them that name one particular thing: error codes, hosts, builds. Ascending. */
  codes: z.array(z.int().nonnegative()).max(64).optional(),
})
export type LinkInput = z.infer<typeof linkInput>

/** Of a deleted message: nothing of what was said, nor of who said it. */
export const neutralFeatures = {
  author: null,
  types: { incident_report: 0, resolution: 0, discussion: 0, unrelated: 1 },
  complete: 0,
  category: null,
  severity: null,
  saidType: null,
  saidStatus: null,
  references: { incidents: [], messages: [], issues: [] },
  issue: null,
  vector: null,
  terms: [],
  codes: [],
} satisfies Partial<LinkInput>

/**
 * What a person said about a link or an incident, by naming messages.
 * `targets`: the messages it is about. `with`: a message of the other incident (confirm, relink).
 * `undoes`: the correction that an `undo` takes back.
 */
export const correction = envelope({
  scope: z.string().min(1).max(128),
  actor: id,
  action: correctionAction,
  targets: z.array(id).min(1).max(100),
  with: id.nullable(),
  severity: severity.nullable(),
  undoes: id.nullable(),
  /** When the person acted; stamped once, at append. */
  at: epochMs,
})
export type Correction = z.infer<typeof correction>

/** Why an entry stands: the step that answered, what it weighed, and how the nearest others scored. */
export const evidence = z.object({
  kind: evidenceKind,
  /** Of the pair that decided, 0 to 1; absent where nothing was scored. */
  score: probability.optional(),
  /** Named parts of the score, and short reasons in words: `same thread`, `names INC-…`. */
  reasons: z.array(z.string().max(256)).max(16),
  /** Message that tied them: thread root, referenced message, best-matching report, orphan. */
  via: id.optional(),
  /** The nearest candidates with their scores, best first. */
  candidates: z.array(z.object({ incidentId: id, score: probability })).max(5),
})
export type Evidence = z.infer<typeof evidence>

/** One entry of one incident in one version. The larger `decisionVersion` of an entry wins; none is refused for being old. */
export const incidentFact = envelope({
  incidentId: id,
  /** The message, or the correction, that plays the role. */
  entryId: id,
  role: entryRole,
  at: epochMs,
  decisionVersion: z.int().positive(),
  evidence,
  /** Where the entry went when it was withdrawn here; makes this id an alias of that incident for its root. */
  movedTo: id.optional(),
  author: author.shape.id.nullable(),
  conversationId: id.nullable(),
  /** Of the message; a report's give the incident its category and severity. */
  category: category.nullable(),
  severity: severity.nullable(),
  /** An earlier message that announced a fix before the incident was told: suspected, unless a person confirmed it. */
  orphan: z.object({ messageId: id, role: z.enum(['suspected-fix', 'resolution']) }).optional(),
})
export type IncidentFact = z.infer<typeof incidentFact>

/** A notice, not a state: readers fetch the incident. */
export const incidentChanged = envelope({ incidentId: id, version: z.int().positive() })
export type IncidentChanged = z.infer<typeof incidentChanged>
