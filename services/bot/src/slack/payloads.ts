// What Slack sends, taken apart: forms for slash commands and clicks, JSON for events. Everything that Slack adds beside is
// let go. Throws a refusal for what is none of these.

import { slackTime } from '@thala/contracts'
import { z } from 'zod'
import { Refusal } from './refusal.ts'

/** Without separators, so that ids made of it cannot be made to look like others. */
const slackId = z.string().regex(/^[A-Z0-9]{1,64}$/)
const ts = z.string().refine((text) => slackTime(text) !== null, 'is no time of Slack')
const responseUrl = z.string().max(2000)

const slashCommand = z.object({
  team_id: slackId,
  user_id: slackId,
  text: z.string().max(50_000).default(''),
  response_url: responseUrl,
})
export type SlashCommand = z.infer<typeof slashCommand>

/** Null: Slack looks whether the certificate is good. */
export function parseSlashCommand(body: Buffer): SlashCommand | null {
  const form = new URLSearchParams(body.toString('utf8'))
  if (form.get('ssl_check') === '1') return null
  return parsed(slashCommand, Object.fromEntries(form))
}

const action = z.object({
  action_id: z.string().max(255),
  action_ts: ts,
  value: z.string().max(2000).optional(),
  selected_option: z.object({ value: z.string().max(150) }).nullish(),
})

const blockActions = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: slackId, team_id: slackId }),
  container: z.object({ channel_id: slackId.optional(), is_ephemeral: z.boolean().default(false) }),
  response_url: responseUrl,
  actions: z.array(action).min(1).max(25),
})

export interface Click {
  readonly team: string
  readonly user: string
  /** Where the message stands; null for a place that is no conversation. */
  readonly channel: string | null
  /** Only the one who clicks sees the message. */
  readonly ephemeral: boolean
  readonly responseUrl: string
  readonly actionId: string
  readonly value: string
  /** When it was clicked, epoch ms. */
  readonly at: number
}

/** Null for an interaction of another kind, which nothing here offers. */
export function parseClick(body: Buffer): Click | null {
  const payload = json(new URLSearchParams(body.toString('utf8')).get('payload') ?? '')
  const { type } = parsed(z.object({ type: z.string() }), payload)
  if (type !== 'block_actions') return null
  const { user, container, response_url, actions } = parsed(blockActions, payload)
  const [clicked] = actions
  if (!clicked) return null
  return {
    team: user.team_id,
    user: user.id,
    channel: container.channel_id ?? null,
    ephemeral: container.is_ephemeral,
    responseUrl: response_url,
    actionId: clicked.action_id,
    value: clicked.value ?? clicked.selected_option?.value ?? '',
    at: slackTime(clicked.action_ts) ?? 0,
  }
}

const mention = z.object({
  type: z.literal('app_mention'),
  user: slackId.optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().max(50_000).default(''),
  ts,
  thread_ts: ts.optional(),
  channel: slackId,
})

const callback = z.object({
  type: z.literal('event_callback'),
  team_id: slackId,
  event_id: z.string().min(1).max(128),
  event: z.looseObject({ type: z.string() }),
  authorizations: z.array(z.object({ user_id: z.string() })).default([]),
  is_ext_shared_channel: z.boolean().default(false),
})

export type SlackEvent =
  | { readonly kind: 'url_verification'; readonly challenge: string }
  | { readonly kind: 'mention'; readonly eventId: string; readonly mention: Mention }
  | { readonly kind: 'other' }

export interface Mention {
  readonly team: string
  readonly channel: string
  readonly text: string
  readonly ts: string
  /** The thread in which to answer: that of the mention, or one that begins with it. */
  readonly threadTs: string
  /** False for what bots say. */
  readonly byPerson: boolean
  readonly botUser: string | null
  readonly isExternallyShared: boolean
}

export function parseEvent(body: Buffer): SlackEvent {
  const payload = json(body.toString('utf8'))
  const { type } = parsed(z.object({ type: z.string() }), payload)
  if (type === 'url_verification') {
    const { challenge } = parsed(z.object({ challenge: z.string().max(1000) }), payload)
    return { kind: 'url_verification', challenge }
  }
  if (type !== 'event_callback') return { kind: 'other' }
  const told = parsed(callback, payload)
  if (told.event.type !== 'app_mention') return { kind: 'other' }
  const said = parsed(mention, told.event)
  const botUser = told.authorizations[0]?.user_id ?? null
  return {
    kind: 'mention',
    eventId: told.event_id,
    mention: {
      team: told.team_id,
      channel: said.channel,
      text: said.text,
      ts: said.ts,
      threadTs: said.thread_ts ?? said.ts,
      byPerson: said.user !== undefined && said.user !== botUser && !said.bot_id && !said.subtype,
      botUser,
      isExternallyShared: told.is_ext_shared_channel,
    },
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  throw new Refusal(400, `Not what Slack sends: ${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'wrong'}.`)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Not what Slack sends: the payload is not JSON.')
  }
}
