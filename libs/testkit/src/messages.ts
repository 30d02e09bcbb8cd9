// Messages for tests: complete, valid, and different only where the test says so.

import {
  type SourceMessage,
  slackConversationId,
  slackMessageId,
  slackPersonId,
  slackTime,
  sourceEventId,
  topics,
  WORKSPACE,
} from '@thala/contracts'
import { type Output, outputTo } from '@thala/service'

export interface Said {
  readonly ts: string
  readonly text: string
  readonly channel?: string
  readonly user?: string
  readonly thread?: string
  readonly parentText?: string
  /** Time of this version, epoch ms; default: the message's own. */
  readonly revision?: number
  readonly deleted?: boolean
  readonly private?: boolean
}

export const TEAM = 'T1'

export function slackMessage(said: Said): SourceMessage {
  const channel = said.channel ?? 'C1'
  const conversationId = slackConversationId(TEAM, channel)
  const messageId = slackMessageId(TEAM, channel, said.ts)
  const at = slackTime(said.ts) ?? 0
  const threadId = said.thread === undefined ? null : slackMessageId(TEAM, channel, said.thread)
  const deleted = said.deleted === true
  const body = {
    messageId,
    conversationId,
    threadId,
    source: 'slack' as const,
    at,
    revision: said.revision ?? at,
    deleted,
    author: { id: slackPersonId(TEAM, said.user ?? 'U1'), name: said.user ?? 'U1', kind: 'person' as const },
    text: deleted ? '' : said.text,
    parent: threadId && said.parentText ? { messageId: threadId, text: said.parentText } : null,
    attachments: [],
    permalink: null,
    audience: said.private === true ? conversationId : WORKSPACE,
    said: null,
  }
  return { v: 1, id: sourceEventId(messageId, body.revision, deleted, body), ...body }
}

const toSlack = outputTo('slack', topics.slackEvents)

export function said(...messages: readonly Said[]): Output[] {
  return messages.map((one) => {
    const { v: _, id, ...value } = slackMessage(one)
    return toSlack(value, { id })
  })
}
