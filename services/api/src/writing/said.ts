// What people say through the API, as messages. Pure. Promise: the same request makes the same message, under the same id.

import {
  type Author,
  apiMessageId,
  type Category,
  clampTime,
  hashId,
  type Severity,
  type SourceMessage,
  sourceEventId,
  type WireStatus,
} from '@thala/contracts'
import type { Unsealed } from '@thala/service'
import type { Place } from './readership.ts'

export interface Said {
  readonly messageId: string
  readonly text: string
  readonly said: NonNullable<SourceMessage['said']>
  readonly author: Author | null
  /** Source time, epoch ms. */
  readonly at: number
  readonly threadId: string | null
}

export interface Report {
  readonly issueId: string | null
  readonly texts: readonly string[]
  /** As the client wrote it: part of the id where the client gives none. */
  readonly timestamp: number | null
  readonly source: string
  readonly status: WireStatus
  readonly category: Category | null
  readonly severity: Severity | null
  readonly likelihood: 'Likely' | 'Not Likely' | null
}

const madeId = (kind: string, ...parts: readonly (string | number | null)[]): string =>
  apiMessageId(`:${kind}:${hashId('api', kind, ...parts)}`)

export const reportId = ({ issueId, source, timestamp, texts }: Report): string =>
  issueId === null ? madeId('report', source, timestamp, ...texts) : apiMessageId(issueId)

/** N texts are one incident. `at`: where the client gives no time. */
export function reportOf(report: Report, at: number): Said {
  const { texts, status, category, severity, likelihood, source } = report
  return {
    messageId: reportId(report),
    text: texts.join('\n'),
    said: {
      type: 'incident_report',
      status,
      source,
      ...(category && { category }),
      ...(severity && { severity }),
      ...(likelihood && { likelihood }),
    },
    author: null,
    at: report.timestamp ?? at,
    threadId: null,
  }
}

export interface Words {
  readonly text: string
  /** Who said it, by name. */
  readonly by: string | null
  /** Null: now. */
  readonly at: number | null
}

/** What these words are about: a message of the incident, and how often its fix failed before them. */
export interface About {
  readonly rootId: string
  readonly threadId: string
  readonly round: number
  /** Words about something come after it. */
  readonly after: number
}

export const fixId = ({ rootId, round }: About, { text, by, at }: Words): string =>
  madeId('fix', rootId, round, text, by, at)

export const fixOf = (about: About, words: Words, now: number): Said => ({
  ...spoken(about, words, now),
  messageId: fixId(about, words),
  said: { type: 'resolution', status: 'Resolved' },
})

/** Without a time it is said anew each time. */
export const remarkId = ({ rootId }: About, { text, by, at }: Words, now: number): string =>
  madeId('remark', rootId, text, by, at ?? now)

export const remarkOf = (about: About, words: Words, now: number): Said => ({
  ...spoken(about, words, now),
  messageId: remarkId(about, words, now),
  said: { type: 'discussion' },
})

const spoken = ({ threadId, after }: About, { text, by, at }: Words, now: number) => ({
  text,
  author: by === null ? null : personOf(by),
  at: Math.max(at ?? now, after + 1),
  threadId,
})

/** Never a person of the directory: anyone with a key could speak as them. */
const personOf = (name: string): Author => ({ id: `api:user:${hashId('user', name)}`, name, kind: 'person' })

/** `now`: when it is appended; orders the versions of a message. */
export function messageOf(said: Said, { conversationId, audience }: Place, now: number): SourceMessage {
  const { messageId, threadId, author, text, said: outright } = said
  const { time: at, clampedFrom } = clampTime(said.at, now)
  const value: Unsealed<SourceMessage> = {
    messageId,
    conversationId,
    threadId,
    source: 'api',
    at,
    revision: now,
    deleted: false,
    ...(clampedFrom !== undefined && { clampedFrom }),
    author,
    text,
    parent: null,
    attachments: [],
    permalink: null,
    audience,
    said: outright,
  }
  return { v: 1, id: sourceEventId(messageId, now, false, value), ...value }
}
