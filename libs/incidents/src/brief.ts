// One incident in brief, for whoever asks by id: its card, and the message that stands for it.

import { apiMessageId, isIncidentId } from '@thala/contracts'
import type { StoreReader } from '@thala/service'
import type { IssueCard } from './card.ts'
import { cardsOf } from './cards.ts'
import { findIncident } from './find-incident.ts'
import type { LiveMessage } from './message-document.ts'
import { wordsOf } from './names.ts'
import type { ReadableIncident } from './readable.ts'
import { type Reader, readableConversations } from './reader.ts'

export interface Brief {
  readonly card: IssueCard
  readonly incident: ReadableIncident
  /** Words of the report that stands for it. */
  readonly text: string
}

export type BriefAnswer =
  | { readonly kind: 'found'; readonly brief: Brief }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly IssueCard[] }
  | { readonly kind: 'not-found' }

export async function brief(store: StoreReader, reader: Reader, idOrText: string): Promise<BriefAnswer> {
  const conversations = new Set(await readableConversations(store, reader))
  const found = await findIncident(store, conversations, idOrText)
  if (found.kind === 'not-found') return found
  const incidents = found.kind === 'found' ? [found.incident] : found.candidates
  const { cards, names } = await cardsOf(store, conversations, incidents)
  if (found.kind === 'ambiguous') return { kind: 'ambiguous', candidates: cards }
  const [card] = cards
  if (!card) return { kind: 'not-found' }
  return { kind: 'found', brief: { card, incident: found.incident, text: wordsOf(found.incident.root, names) } }
}

/**
 * The id that a client of the HTTP interface gave its message, or null: ids that are made here have a colon in front, and
 * one that looks like an incident's (they were taken once) would lead to another incident.
 */
export function ownIdOf({ messageId }: Pick<LiveMessage, 'messageId'>): string | null {
  const prefix = apiMessageId('')
  const own = messageId.startsWith(prefix) ? messageId.slice(prefix.length) : ''
  return own === '' || own.startsWith(':') || isIncidentId(own) ? null : own
}
