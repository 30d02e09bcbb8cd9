// The shape of one record of Slack, as an export holds it and as events carry it: what Thala reads of it, checked.
// Fields that it does not know are ignored; a field that it needs and cannot read makes the record unreadable.

import { maybe, readableItems, slackTime } from '@thala/contracts'
import { z } from 'zod'

const ts = z.string().refine((value) => slackTime(value) !== null, 'expected a Slack time such as 1757318400.123456')

/** Of a person, a bot, a conversation or a file; those of Slack have up to 21 characters. */
export const slackId = z.string().min(1).max(64)

export const slackFile = z.object({
  id: maybe(z.string()),
  name: maybe(z.string()),
  title: maybe(z.string()),
  mimetype: maybe(z.string()),
  mode: maybe(z.string()),
  size: maybe(z.number().nonnegative()),
  url_private: maybe(z.string()),
})
export type SlackFile = z.infer<typeof slackFile>

/** What apps hang below a message: alerts, link previews, quoted messages. */
export const slackAttachment = z.object({
  pretext: maybe(z.string()),
  title: maybe(z.string()),
  title_link: maybe(z.string()),
  text: maybe(z.string()),
  fallback: maybe(z.string()),
  from_url: maybe(z.string()),
  original_url: maybe(z.string()),
  is_msg_unfurl: maybe(z.boolean()),
  fields: readableItems(z.object({ title: maybe(z.string()), value: maybe(z.union([z.string(), z.number()])) })),
  blocks: z.array(z.unknown()).catch([]),
})
export type SlackAttachment = z.infer<typeof slackAttachment>

const messageFields = {
  type: z.string().optional(),
  subtype: maybe(z.string()),
  ts,
  event_ts: maybe(ts),
  thread_ts: maybe(ts),
  user: maybe(slackId),
  bot_id: maybe(slackId),
  username: maybe(z.string()),
  text: maybe(z.string()),
  edited: maybe(z.object({ ts })),
  reply_count: maybe(z.number()),
  blocks: z.array(z.unknown()).catch([]),
  attachments: readableItems(slackAttachment),
  files: readableItems(slackFile),
  user_profile: z
    .object({ display_name: maybe(z.string()), real_name: maybe(z.string()) })
    .optional()
    .catch(undefined),
  bot_profile: z
    .object({ name: maybe(z.string()) })
    .optional()
    .catch(undefined),
}

export const slackMessage = z.object(messageFields)
export type SlackMessage = z.infer<typeof slackMessage>

/** A message, or the news that one was changed or deleted. */
export const slackRecord = z.object({
  ...messageFields,
  deleted_ts: maybe(ts),
  message: maybe(slackMessage),
  previous_message: z
    .object({ ts: maybe(ts), thread_ts: maybe(ts) })
    .optional()
    .catch(undefined),
  root: z
    .object({ ts: maybe(ts), text: maybe(z.string()) })
    .optional()
    .catch(undefined),
})
export type SlackRecord = z.infer<typeof slackRecord>
