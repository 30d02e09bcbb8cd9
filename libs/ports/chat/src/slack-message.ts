// One record of Slack → one version of a message, as every other source tells it. Pure: a live connection and an export
// yield the same ids, and the same record always the same event.

import {
  type Attachment,
  type Author,
  clampTime,
  cut,
  issuesLine,
  type SourceMessage,
  slackConversationId,
  slackMessageId,
  slackPersonId,
  slackTime,
  sourceEventId,
  WORKSPACE,
} from '@thala/contracts'
import { type SlackFile, type SlackMessage, type SlackRecord, slackRecord } from './slack-record.ts'
import { flatten } from './slack-text.ts'

/** A message with its event id, without the version of the envelope. */
export type SlackEvent = Omit<SourceMessage, 'v'>

export interface SlackConversation {
  /** Slack's own, `C…`, `G…` or `D…`. */
  readonly channel: string
  /** Open to the whole workspace; else only its members may read what is said in it. */
  readonly open: boolean
}

export interface SlackContext {
  readonly team: string
  /** Host of permalinks. `slack.com` sends its readers to their workspace. */
  readonly domain?: string | undefined
  /** Epoch ms; a source time far ahead of it is clamped to it. */
  readonly receivedAt: number
  /** Revision of a deletion that does not say when it happened, epoch ms. */
  readonly deletedAt: number
  person(user: string): Omit<Author, 'id'> | undefined
  /** Whether other messages answer this one. */
  hasReplies(channel: string, ts: string): boolean
  /** What a thread's first message says; undefined when that is not known. */
  parentText(channel: string, ts: string): string | undefined
}

export type SlackReading =
  /** `files`: Slack's ids of the event's attachments, as many as there are. */
  | { readonly kind: 'message'; readonly event: SlackEvent; readonly files: readonly (string | undefined)[] }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'reject'; readonly reason: string }

/** A reply carries at most this much of what it answers, in UTF-16 units: the models read less. */
export const MAX_PARENT_TEXT = 8_000
const MAX_FILES = 100

/** Subtypes in which somebody says something. All others (joins, topics, pins, calls …) are news of Slack itself. */
const SPOKEN = new Set(['bot_message', 'me_message', 'thread_broadcast', 'file_share', 'file_comment'])

export function readSlackRecord(value: unknown, conversation: SlackConversation, context: SlackContext): SlackReading {
  const parsed = slackRecord.safeParse(value)
  if (!parsed.success) return { kind: 'reject', reason: issuesLine(parsed.error) }
  const record = parsed.data
  if (record.type !== undefined && record.type !== 'message')
    return { kind: 'skip', reason: `${record.type} is not a message` }
  switch (record.subtype) {
    case 'message_changed':
      return changed(record, conversation, context)
    case 'message_deleted': {
      const ts = record.deleted_ts ?? record.previous_message?.ts
      if (!ts) return { kind: 'reject', reason: 'deleted_ts: missing, so nothing says what was deleted' }
      const thread = record.previous_message?.thread_ts
      const revision = timeOf(record.event_ts ?? record.ts)
      return { kind: 'message', event: tombstone(ts, thread, revision, conversation, context), files: [] }
    }
    case 'tombstone': {
      const revision = record.event_ts ? timeOf(record.event_ts) : context.deletedAt
      return {
        kind: 'message',
        event: tombstone(record.ts, record.thread_ts, revision, conversation, context),
        files: [],
      }
    }
    default:
      return spoken(record, timeOf(record.edited?.ts ?? record.ts), conversation, context)
  }
}

function changed(record: SlackRecord, conversation: SlackConversation, context: SlackContext): SlackReading {
  const { message } = record
  if (!message) return { kind: 'reject', reason: 'message: missing, so nothing says what was changed' }
  const heardAt = record.event_ts ?? record.ts
  // Slack tells the deletion of a message that has replies as a change into a tombstone.
  if (message.subtype === 'tombstone') {
    const event = tombstone(message.ts, message.thread_ts, timeOf(heardAt), conversation, context)
    return { kind: 'message', event, files: [] }
  }
  return spoken(message, timeOf(message.edited?.ts ?? heardAt), conversation, context)
}

function spoken(
  message: SlackMessage & { readonly root?: SlackRecord['root'] },
  revision: number,
  conversation: SlackConversation,
  context: SlackContext,
): SlackReading {
  if (message.subtype !== undefined && !SPOKEN.has(message.subtype))
    return { kind: 'skip', reason: `${message.subtype} says nothing` }
  const { channel, open } = conversation
  const { ts, thread_ts: thread } = message
  const isReply = thread !== undefined && thread !== ts
  const startsThread = thread === ts || (message.reply_count ?? 0) > 0 || context.hasReplies(channel, ts)
  const content = {
    threadId: isReply || startsThread ? slackMessageId(context.team, channel, isReply ? thread : ts) : null,
    author: authorOf(message, context),
    text: flatten(message),
    parent: isReply ? parentOf(channel, thread, message.root?.text, context) : null,
    attachments: message.files.slice(0, MAX_FILES).map(attachmentOf),
    permalink: permalink(channel, ts, isReply ? thread : undefined, context.domain),
    audience: open ? WORKSPACE : slackConversationId(context.team, channel),
  }
  const files = message.files.slice(0, MAX_FILES).map(({ id }) => id)
  return { kind: 'message', event: eventOf(ts, revision, false, content, conversation, context), files }
}

type Content = Pick<SlackEvent, 'threadId' | 'author' | 'text' | 'parent' | 'attachments' | 'permalink' | 'audience'>

/** A deletion carries nothing of what was said, and of who said it neither. */
function tombstone(
  ts: string,
  thread: string | undefined,
  revision: number,
  conversation: SlackConversation,
  context: SlackContext,
): SlackEvent {
  const { channel, open } = conversation
  const content: Content = {
    threadId: thread ? slackMessageId(context.team, channel, thread) : null,
    author: null,
    text: '',
    parent: null,
    attachments: [],
    permalink: null,
    audience: open ? WORKSPACE : slackConversationId(context.team, channel),
  }
  return eventOf(ts, revision, true, content, conversation, context)
}

function eventOf(
  ts: string,
  revision: number,
  deleted: boolean,
  content: Content,
  conversation: SlackConversation,
  context: SlackContext,
): SlackEvent {
  const messageId = slackMessageId(context.team, conversation.channel, ts)
  const at = clampTime(timeOf(ts), context.receivedAt)
  const version = clampTime(revision, context.receivedAt)
  const clampedFrom = version.clampedFrom ?? at.clampedFrom
  return {
    // Of the times as the source told them: a clamped one depends on when it was read.
    id: sourceEventId(messageId, revision, deleted, content),
    messageId,
    conversationId: slackConversationId(context.team, conversation.channel),
    source: 'slack',
    at: at.time,
    revision: version.time,
    deleted,
    ...(clampedFrom === undefined ? {} : { clampedFrom }),
    ...content,
    said: null,
  }
}

/** Checked by the schema already, so 0 stands for nothing that can occur. */
const timeOf = (ts: string): number => slackTime(ts) ?? 0

function authorOf(message: SlackMessage, context: SlackContext): Author | null {
  const { user, bot_id: bot } = message
  const id = user ?? bot
  if (id === undefined) return null
  const known = user === undefined ? undefined : context.person(user)
  const profile = message.user_profile
  const name =
    [known?.name, message.username, message.bot_profile?.name, profile?.display_name, profile?.real_name].find(
      Boolean,
    ) ?? (user === 'USLACKBOT' ? 'Slackbot' : id)
  const isBot = known?.kind === 'bot' || bot !== undefined || user === 'USLACKBOT'
  return { id: slackPersonId(context.team, id), name: name.slice(0, 256), kind: isBot ? 'bot' : 'person' }
}

/** `quoted`: what a reply that was also sent to the channel brings along of its thread's first message. */
function parentOf(
  channel: string,
  thread: string,
  quoted: string | undefined,
  context: SlackContext,
): SlackEvent['parent'] {
  const text = context.parentText(channel, thread) ?? quoted ?? ''
  return { messageId: slackMessageId(context.team, channel, thread), text: cut(text, MAX_PARENT_TEXT) }
}

function attachmentOf(file: SlackFile): Attachment {
  const gone = file.mode === 'tombstone' || file.mode === 'hidden_by_limit'
  const url = file.url_private ?? null
  return {
    name: (file.name ?? file.title ?? file.id ?? 'file').slice(0, 1024),
    mimeType: (file.mimetype ?? 'application/octet-stream').slice(0, 256),
    bytes: file.size === undefined ? null : Math.round(file.size),
    url: url !== null && url.length > 4096 ? null : url,
    text: null,
    reason: gone ? 'no longer kept by Slack' : 'not fetched',
  }
}

/** `p` and the digits of the time; a reply's also names its thread, else Slack opens the wrong place. */
function permalink(channel: string, ts: string, thread: string | undefined, domain = 'slack.com'): string {
  const base = `https://${domain}/archives/${channel}/p${ts.replace('.', '')}`
  return thread === undefined ? base : `${base}?thread_ts=${thread}&cid=${channel}`
}
