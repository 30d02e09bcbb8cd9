// A ticket as a message: title and description are what its requester says, the columns travel beside. Comments, of which
// nobody says who wrote them when, are a message of their own in the ticket's thread, counted as discussion.

import {
  clampTime,
  cut,
  type DirectoryEntry,
  MAX_FUTURE_MS,
  mappedConversation,
  type ReaderMap,
  type SourceMessage,
  sourceEventId,
  ticketCommentsId,
  ticketConversationId,
  ticketMessageId,
  ticketPersonId,
} from '@thala/contracts'
import type { TicketRow } from './ticket-row.ts'

/** A message with its event id, without the version of the envelope. */
export type TicketEvent = Omit<SourceMessage, 'v'>

export interface TicketContext {
  /** Name of the helpdesk, part of every id. */
  readonly source: string
  /** Epoch ms; a source time far ahead of it is clamped to it. */
  readonly receivedAt: number
  /** Revision of rows that do not say when they were changed: the latest time in the export, epoch ms. */
  readonly latestMs: number
  readonly readers: ReaderMap
}

/** Queue of a ticket that names none. */
const NO_QUEUE = 'unassigned'

/** Times ahead of the clock do not count. */
export const latestTime = (rows: Iterable<TicketRow>, receivedAt: number): number => {
  let latest = 0
  for (const { ticket, updatedAt } of rows)
    for (const time of [ticket.createdAt, ticket.resolvedAt, updatedAt])
      if (time !== null && time <= receivedAt + MAX_FUTURE_MS) latest = Math.max(latest, time)
  return latest
}

export const queueConversation = (queue: string | null, { source, readers, receivedAt }: TicketContext) => {
  const name = queue ?? NO_QUEUE
  const of = { id: ticketConversationId(source, name), alias: `ticket:${name}`, name, source: 'ticket' } as const
  return mappedConversation(of, readers, receivedAt)
}

export const queueEntry = (queue: string | null, context: TicketContext): Omit<DirectoryEntry, 'v'> =>
  queueConversation(queue, context).entry

/** The ticket, and its comments where it has any. */
export function ticketMessages(row: TicketRow, context: TicketContext): TicketEvent[] {
  const messageId = ticketMessageId(context.source, row.id)
  const { requester } = row.ticket
  const author = requester
    ? { id: ticketPersonId(context.source, requester), name: requester, kind: 'person' as const }
    : null
  const text = [row.title, row.description].filter((part) => part !== '').join('\n\n')
  const ticket = eventOf(messageId, row, context, { author, text: cut(text), said: null, ticket: row.ticket })
  if (row.comments === '') return [ticket]
  const comments = eventOf(ticketCommentsId(context.source, row.id), row, context, {
    author: null,
    text: cut(row.comments),
    said: { type: 'discussion' },
  })
  return [ticket, comments]
}

type Content = Pick<TicketEvent, 'author' | 'text' | 'said' | 'ticket'>

function eventOf(messageId: string, row: TicketRow, context: TicketContext, content: Content): TicketEvent {
  const { entry, audience } = queueConversation(row.ticket.queue, context)
  const told = row.updatedAt ?? Math.max(context.latestMs, row.ticket.createdAt)
  const at = clampTime(row.ticket.createdAt, context.receivedAt)
  const revision = clampTime(told, context.receivedAt)
  const clampedFrom = revision.clampedFrom ?? at.clampedFrom
  const place = { conversationId: entry.subjectId, threadId: ticketMessageId(context.source, row.id) }
  return {
    // Without its audience: what was said is the same, whoever reads it now.
    id: sourceEventId(messageId, told, false, { ...place, ...content }),
    messageId,
    ...place,
    audience,
    source: 'ticket',
    at: at.time,
    revision: revision.time,
    deleted: false,
    ...(clampedFrom === undefined ? {} : { clampedFrom }),
    parent: null,
    attachments: [],
    permalink: null,
    ...content,
  }
}
