// A message as its source told it, then with its attachments read, then classified: the three forms it travels in.

import { z } from 'zod'
import { category, fixState, messageType, severity, sourceKind, wireStatus } from './enums.ts'

/** Version of every envelope. Changes are additive only; a breaking one raises it. */
export const ENVELOPE_VERSION = 1

export const epochMs = z.int().nonnegative()
const id = z.string().min(1).max(512)

/** A schema with the envelope around it: `v`, and the event's `id`. */
export const envelope = <S extends z.ZodRawShape>(shape: S) =>
  z.object({ v: z.literal(ENVELOPE_VERSION), id, ...shape })

/** Longest text of one message, in UTF-16 units; sources cut beyond it and say so in the text. */
export const MAX_TEXT = 200_000

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)

export const attachment = z.object({
  name: z.string().max(1024),
  mimeType: z.string().max(256),
  bytes: z.int().nonnegative().nullable(),
  url: z.string().max(4096).nullable(),
  /** What was read from it, or null with the reason. */
  text: z.string().max(MAX_TEXT).nullable(),
  reason: z.string().max(1024).optional(),
  /** Of its bytes, in hex: the blobs keep them under it. Absent where nobody has fetched them. */
  sha256: sha256Hex.optional(),
})
export type Attachment = z.infer<typeof attachment>

export const author = z.object({ id, name: z.string().max(256), kind: z.enum(['person', 'bot']) })
export type Author = z.infer<typeof author>

/** `workspace`, or the id of the one conversation whose members may read it. */
export const audience = z.string().min(1)
export const WORKSPACE = 'workspace'

const column = z.string().max(256)

/** What a helpdesk knows of a ticket besides its words. Null or absent: it does not say. */
export const ticket = z.object({
  createdAt: epochMs,
  resolvedAt: epochMs.nullable(),
  /** As the helpdesk calls it. */
  status: column.nullable(),
  priority: column.nullable(),
  channel: column.nullable(),
  queue: column.nullable(),
  agentId: column.nullable(),
  satisfactionScore: z.number().nullable(),
  slaBreach: z.boolean().nullable(),
  reopenedCount: z.int().nonnegative().nullable(),
  requester: column.nullish(),
  product: column.nullish(),
  tags: z.array(column).max(100).optional(),
})
export type Ticket = z.infer<typeof ticket>

const messageShape = {
  messageId: id,
  conversationId: id,
  /** Id of the first message of the thread (for that message itself too), or null outside of threads. */
  threadId: id.nullable(),
  source: sourceKind,
  /** Creation in source time; never changes. */
  at: epochMs,
  /** Time of this version; orders versions in a register and nothing else. */
  revision: epochMs,
  deleted: z.boolean(),
  /** The source time that was refused because it lay in the future. */
  clampedFrom: epochMs.optional(),
  author: author.nullable(),
  text: z.string().max(MAX_TEXT),
  /** What the author repeats of others (a mail's quotes and signature): kept for readers, neither classified nor searched. */
  quoted: z.string().max(MAX_TEXT).optional(),
  /** What the message answers, where the source gives it. */
  parent: z.object({ messageId: id, text: z.string().max(MAX_TEXT) }).nullable(),
  attachments: z.array(attachment).max(100),
  permalink: z.string().max(4096).nullable(),
  /** Who could read the conversation when this version was written. */
  audience,
  /** What a person or a system of record said outright; bypasses the classifier. */
  said: z
    .object({
      type: messageType.optional(),
      category: category.optional(),
      severity: severity.optional(),
      status: wireStatus.optional(),
      likelihood: z.enum(['Likely', 'Not Likely']).optional(),
      /** Where it was told first, in the words of whoever passed it on. */
      source: z.string().max(256).optional(),
    })
    .nullable(),
  /** Of a ticket alone. */
  ticket: ticket.optional(),
}

/** Topics of sources, and the enriched one (there `attachments` have been read or say why not). */
export const sourceMessage = envelope(messageShape)
export type SourceMessage = z.infer<typeof sourceMessage>

const probability = z.number().min(0).max(1)

export const classification = z.object({
  types: z.record(messageType, probability),
  /** Chance that a resolution is final, rather than partial, tentative, negated or a question. */
  complete: probability,
  fix: fixState,
  category,
  categoryConfidence: probability,
  severity,
  severityConfidence: probability,
  reasoning: z.string().max(2000),
  /** Which model and which version of its weights or prompt answered. */
  model: z.string().max(128),
})
export type Classification = z.infer<typeof classification>

/** 384 signed bytes (scale 127) in base64, or null for a text without words. */
export const vector = z.base64().length(512).nullable()

/** A deleted message travels as its tombstone: no text, no classification. */
export const classifiedMessage = envelope({
  ...messageShape,
  classification: classification.nullable(),
  /** Terms of the analyzer, for the index. */
  terms: z.array(z.string().max(64)).max(2000),
  vector,
})
export type ClassifiedMessage = z.infer<typeof classifiedMessage>
