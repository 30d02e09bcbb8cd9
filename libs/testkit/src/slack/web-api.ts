// The methods of Slack's Web API that a bot calls, as Slack answers them: 200 with `ok` for almost everything, 429 with
// Retry-After, arguments as a form (objects as JSON in it) or as JSON. Pure but for what it records.

import { z } from 'zod'
import { blockFaults } from './block-faults.ts'

/** What the next call gets instead of an answer. */
export type Failure =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate-limit'; readonly seconds: number }
  | { readonly kind: 'error'; readonly error: string }
  /** The message is posted, and the connection ends before Slack says so. */
  | { readonly kind: 'lost-answer' }

export interface Call {
  readonly method: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A message in a channel. */
export interface Posted {
  readonly channel: string
  readonly ts: string
  readonly threadTs: string | undefined
  readonly text: string | undefined
  readonly blocks: unknown
  readonly metadata: unknown
}

export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean }

export const refused = (error: string): Answer => ({ ok: false, error })

/** Null when the body is of neither kind, or broken. */
export function argumentsOf(contentType: string, body: string): Record<string, unknown> | null {
  const [type = ''] = contentType.split(';')
  if (type.trim() === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body))
  if (type.trim() !== 'application/json') return null
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body))
  } catch {
    return null
  }
}

/** In a form an object arrives as JSON. */
const maybeJson = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}, z.unknown())

const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
])

const postMessage = z.object({
  channel: z.string(),
  text: z.string().max(40_000).optional(),
  thread_ts: z.string().optional(),
  blocks: maybeJson.optional(),
  metadata: maybeJson.optional(),
})
const replies = z.object({
  channel: z.string(),
  ts: z.string(),
  oldest: z.string().optional(),
  include_all_metadata: flag.optional(),
})

export interface Workspace {
  /** Channels that the bot is in. */
  readonly channels: readonly string[]
  readonly posted: Posted[]
  /** Time of the next message. */
  nextTs(): string
}

export function answerCall({ method, arguments: given }: Call, workspace: Workspace): Answer {
  switch (method) {
    case 'chat.postMessage':
      return post(given, workspace)
    case 'conversations.replies':
      return thread(given, workspace)
    case 'auth.test':
      return { ok: true, team_id: 'T1', user_id: 'UBOT' }
    default:
      return refused('unknown_method')
  }
}

function post(given: Call['arguments'], { channels, posted, nextTs }: Workspace): Answer {
  const parsed = postMessage.safeParse(given)
  if (!parsed.success) return refused('invalid_arguments')
  const { channel, text, thread_ts, blocks, metadata } = parsed.data
  if (!channels.includes(channel)) return refused('channel_not_found')
  if (blocks !== undefined && blockFaults(blocks).length > 0) return refused('invalid_blocks')
  if ((text === undefined || text === '') && blocks === undefined) return refused('no_text')
  const message = { channel, ts: nextTs(), threadTs: thread_ts, text, blocks, metadata }
  posted.push(message)
  return { ok: true, channel, ts: message.ts, message: { type: 'message', text: text ?? '', ts: message.ts } }
}

function thread(given: Call['arguments'], { channels, posted }: Workspace): Answer {
  const parsed = replies.safeParse(given)
  if (!parsed.success) return refused('invalid_arguments')
  const { channel, ts, oldest = '0', include_all_metadata } = parsed.data
  if (!channels.includes(channel)) return refused('channel_not_found')
  const found = posted.filter((one) => one.channel === channel && one.threadTs === ts && one.ts > oldest)
  const messages = found.map((one) => ({
    type: 'message',
    ts: one.ts,
    thread_ts: ts,
    text: one.text ?? '',
    ...(include_all_metadata === true && one.metadata !== undefined && { metadata: one.metadata }),
  }))
  return { ok: true, messages, has_more: false }
}
