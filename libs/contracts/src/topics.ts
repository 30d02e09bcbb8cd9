// Every topic, once: its variable, default name, key, retention and schema.

import { z } from 'zod'
import { thalaCommand } from './command-line.ts'
import { directoryEntry } from './directory.ts'
import { errorLine, ThalaError } from './errors.ts'
import { correction, incidentChanged, incidentFact, linkInput } from './link.ts'
import { classifiedMessage, ENVELOPE_VERSION, sourceMessage } from './message.ts'

/** `days`: kept for RETENTION_DAYS. `forever`: small, without text, and enough to rebuild every incident. */
export type Retention = 'days' | 'forever'

export interface Topic<T = unknown> {
  readonly name: string
  /** The environment variable that renames it. */
  readonly env: string
  readonly schema: z.ZodType<T>
  key(value: T): string
  readonly keyIs: string
  /** Written from outside of the services as well (connectors, people): needs no producer among the declarations. */
  readonly external: boolean
  readonly retention: Retention
  readonly carries: string
  /** Id of the message that a record is about, so that a deletion can find it. */
  subject(value: T): string | null
}

/** Partitions of every topic; a log that was begun with another number is refused. */
export const PARTITIONS = 8
export const DEFAULT_RETENTION_DAYS = 90

const topic = <T>(t: Topic<T>): Topic<T> => t

const sourceTopic = (name: string, env: string, carries: string) =>
  topic({
    name,
    env,
    schema: sourceMessage,
    key: (m) => m.conversationId,
    keyIs: 'conversation id',
    external: true,
    retention: 'days',
    carries,
    subject: (m) => m.messageId,
  })

export const topics = {
  slackEvents: sourceTopic('thala-slack-events', 'KAFKA_TOPIC_SLACK', 'Slack messages as received'),
  jiraEvents: sourceTopic('thala-jira-events', 'KAFKA_TOPIC_JIRA', 'Jira issues, comments and changes as received'),
  emailEvents: sourceTopic('thala-email-events', 'KAFKA_TOPIC_EMAIL', 'mails as received'),
  ticketEvents: sourceTopic('thala-ticket-events', 'KAFKA_TOPIC_TICKETS', 'helpdesk tickets as received'),
  apiEvents: sourceTopic('thala-api-events', 'KAFKA_TOPIC_API', 'what people wrote through the API'),
  directory: topic({
    name: 'thala-directory',
    env: 'KAFKA_TOPIC_DIRECTORY',
    schema: directoryEntry,
    key: (d) => d.subjectId,
    keyIs: 'conversation or person id',
    external: true,
    retention: 'days',
    carries: 'members, guests, visibility, names',
    subject: () => null,
  }),
  enriched: topic({
    name: 'thala-messages-enriched',
    env: 'KAFKA_TOPIC_ENRICHED',
    schema: sourceMessage,
    key: (m) => m.conversationId,
    keyIs: 'conversation id',
    external: false,
    retention: 'days',
    carries: 'messages with the text of their attachments',
    subject: (m) => m.messageId,
  }),
  classified: topic({
    name: 'thala-messages-classified',
    env: 'KAFKA_TOPIC_CLASSIFIED',
    schema: classifiedMessage,
    key: (m) => m.conversationId,
    keyIs: 'conversation id',
    external: false,
    retention: 'days',
    carries: 'messages with type, category, severity, reasoning, terms and vector',
    subject: (m) => m.messageId,
  }),
  linkInputs: topic({
    name: 'thala-link-inputs',
    env: 'KAFKA_TOPIC_LINK_INPUTS',
    schema: linkInput,
    key: (m) => m.scope,
    keyIs: 'link scope',
    external: false,
    retention: 'forever',
    carries: 'what the linker weighs: no text',
    subject: (m) => m.messageId,
  }),
  corrections: topic({
    name: 'thala-corrections',
    env: 'KAFKA_TOPIC_CORRECTIONS',
    schema: correction,
    key: (c) => c.scope,
    keyIs: 'link scope',
    external: true,
    retention: 'forever',
    carries: 'what people corrected: ids only',
    subject: () => null,
  }),
  facts: topic({
    name: 'thala-incident-facts',
    env: 'KAFKA_TOPIC_FACTS',
    schema: incidentFact,
    key: (f) => f.incidentId,
    keyIs: 'incident id',
    external: false,
    retention: 'forever',
    carries: 'which message plays which role in which incident, and why: no text',
    subject: () => null,
  }),
  incidents: topic({
    name: 'thala-incidents',
    env: 'KAFKA_TOPIC_INCIDENTS',
    schema: incidentChanged,
    key: (n) => n.incidentId,
    keyIs: 'incident id',
    external: false,
    retention: 'days',
    carries: 'notices that an incident changed',
    subject: () => null,
  }),
} as const

/** Source topics in one list: the attachments service reads them all. */
export const sourceTopics = {
  slack: topics.slackEvents,
  jira: topics.jiraEvents,
  email: topics.emailEvents,
  ticket: topics.ticketEvents,
  api: topics.apiEvents,
} as const

export const DEAD_LETTERS = 'thala-dead-letters'
export const retryTiers = [
  { name: 'retry-10s', delayMs: 10_000 },
  { name: 'retry-1m', delayMs: 60_000 },
  { name: 'retry-10m', delayMs: 600_000 },
] as const
export const retryTopic = (service: string, tier: string): string => `thala.${service}.${tier}`

/** Headers of a record. Values are UTF-8. */
export const headers = {
  eventId: 'thala-event-id',
  subject: 'thala-subject',
  attempt: 'thala-attempt',
  dueAt: 'thala-due-at',
  originTopic: 'thala-origin-topic',
  originKey: 'thala-origin-key',
  deadLetterId: 'thala-dead-letter-id',
  errorCode: 'thala-error-code',
  errorReason: 'thala-error-reason',
  stage: 'thala-stage',
  failedAt: 'thala-failed-at',
  replayed: 'thala-replayed',
  /** When the first event of the chain was taken in, epoch ms: for measuring, never for deciding. */
  receivedAt: 'thala-received-at',
  /** Offset in the log that a record was migrated from. */
  migratedOffset: 'thala-migrated-offset',
} as const

export type Read<T> = { ok: true; value: T } | { ok: false; code: 'bad-record' | 'future-version'; reason: string }

const versioned = z.object({ v: z.number() })

/** Parses one record. A record of a later version is told apart from a broken one: an upgrade mends it. */
export function readRecord<T>(topic: Topic<T>, bytes: Uint8Array | null): Read<T> {
  if (bytes === null) return { ok: false, code: 'bad-record', reason: 'the record has no value' }
  let json: unknown
  try {
    json = wellFormed(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    return { ok: false, code: 'bad-record', reason: `not JSON: ${errorLine(error)}` }
  }
  const version = versioned.safeParse(json)
  if (version.success && version.data.v > ENVELOPE_VERSION)
    return {
      ok: false,
      code: 'future-version',
      reason: `envelope version ${version.data.v}, this one reads up to ${ENVELOPE_VERSION}: upgrade it, then '${thalaCommand('dlq replay')}'`,
    }
  const parsed = topic.schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, code: 'bad-record', reason: issuesLine(parsed.error) }
}

/** How JSON writes half of a surrogate pair; a text about such halves looks alike. */
const MAY_BE_HALF = /\\u[dD][89a-fA-F]/

/** JSON in which half a character, left by whoever cut a text, is replaced: most other readers of JSON refuse it. */
function wellFormed(text: string): unknown {
  if (!MAY_BE_HALF.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value))
}

/** The first three things wrong with a value, each with its path. */
export const issuesLine = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`)
    .join('; ')

/** Bytes of a value, checked against its topic's schema first: what we write, others can read. */
export function writeRecord<T>(topic: Topic<T>, value: T): Uint8Array {
  const parsed = topic.schema.safeParse(value)
  if (!parsed.success) throw new ThalaError('bad-record', `${topic.name}: ${issuesLine(parsed.error)}`)
  const text = JSON.stringify(value)
  return new TextEncoder().encode(MAY_BE_HALF.test(text) ? JSON.stringify(wellFormed(text)) : text)
}
