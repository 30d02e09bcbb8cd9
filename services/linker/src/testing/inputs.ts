// Link inputs and corrections for tests: complete, valid, and different only where the test says so. A `subject` is a
// direction in meaning: messages of one subject have a cosine of 1, of different ones 0.

import { type Correction, type LinkInput, type MessageType, slackConversationId, WORKSPACE } from '@thala/contracts'
import type { Change } from '../sequence.ts'
import type { Weights } from '../weights.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const START = 1_757_491_200_000

/** Scores that a test can do in its head: the same subject is a match, another one is none. */
export const plainWeights: Weights = {
  version: 'test',
  fix: { bias: -6, meaning: 9, terms: 2, conversation: 0.5, author: 0, category: 0, source: 0, code: 0, gap: -0.1 },
  voice: { bias: -6, meaning: 9, terms: 2, conversation: 0.5, author: 0, category: 0, source: 0, code: 0, gap: -0.1 },
  thresholds: {
    report: 0.5,
    resolution: 0.5,
    complete: 0.5,
    closes: 0.75,
    autoLink: 0.7,
    margin: 0.8,
    join: 0.75,
    recurrence: 0.7,
    orphan: 0.8,
  },
  idf: () => 1,
}

export interface Told extends Partial<Omit<LinkInput, 'at' | 'references' | 'vector'>> {
  readonly type?: MessageType
  /** Minutes after the start. */
  readonly at: number
  readonly channel?: string
  readonly subject?: number
  readonly thread?: string
  readonly names?: Partial<LinkInput['references']>
}

export const channelId = (channel: string): string => slackConversationId('T', channel)

export function told(
  messageId: string,
  { type = 'discussion', at, channel = 'ops', subject, ...rest }: Told,
): LinkInput {
  const { thread = null, names, ...more } = rest
  const time = START + at * MINUTE
  return {
    v: 1,
    id: `${messageId}@${more.revision ?? time}`,
    scope: 'default',
    messageId,
    conversationId: channelId(channel),
    threadId: thread,
    source: 'slack',
    at: time,
    revision: time,
    deleted: false,
    author: 'someone',
    audience: WORKSPACE,
    types: { incident_report: 0.01, resolution: 0.01, discussion: 0.01, unrelated: 0.01, [type]: 0.97 },
    complete: 1,
    category: null,
    severity: null,
    saidType: null,
    saidStatus: null,
    references: { incidents: [], messages: [], issues: [], ...names },
    vector: subject === undefined ? null : towards(subject),
    terms: [],
    ...more,
  }
}

export const report = (id: string, at: number, more: Omit<Told, 'at'> = {}): LinkInput =>
  told(id, { type: 'incident_report', at, ...more })
export const fix = (id: string, at: number, more: Omit<Told, 'at'> = {}): LinkInput =>
  told(id, { type: 'resolution', at, ...more })

function towards(subject: number): string {
  const bytes = new Int8Array(384)
  bytes[subject] = 127
  return Buffer.from(bytes.buffer).toString('base64')
}

export function corrected(
  id: string,
  at: number,
  action: Correction['action'],
  targets: readonly string[],
  more: Partial<Correction> = {},
): Correction {
  return {
    v: 1,
    id,
    scope: 'default',
    actor: 'a person',
    action,
    targets: [...targets],
    with: null,
    severity: null,
    undoes: null,
    at: START + at * MINUTE,
    ...more,
  }
}

export const isCorrection = (value: LinkInput | Correction): value is Correction => 'actor' in value

export const changesOf = (values: readonly (LinkInput | Correction)[]): Change[] =>
  values.map((value) =>
    isCorrection(value) ? { input: 'correction' as const, value } : { input: 'linkInput' as const, value },
  )
