// One incident as one reader sees it: its entries cut down to messages that this reader may read and that still exist.
// Everything that is shown of an incident goes through here. State and times may be told to whoever reads one message of
// it; words, names of people and counts come from the readable messages alone.

import { collections } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import type { Document } from '@thala/store'
import { byTime, type Entry, evaluate, type Incident, isLive } from './evaluate.ts'
import { type IncidentState, isCorrection, messageIdsOf } from './incident-document.ts'
import type { LiveMessage, MessageState } from './message-document.ts'

export type IncidentDocument = Document<Versioned<IncidentState>>

export interface ReadableIncident {
  readonly id: string
  /** Of all entries: its status and the times of its changes hold for every reader. */
  readonly incident: Incident
  /** Of the readable entries only: root, opening, category and severity as this reader can know them. */
  readonly own: Incident
  /** Readable entries and people's corrections in order of (at, id). */
  readonly entries: readonly Entry[]
  /** Readable messages of the incident, orphans too, by id. */
  readonly messages: ReadonlyMap<string, LiveMessage>
  /** What speaks for the incident: its earliest readable report, else its earliest readable message. */
  readonly root: LiveMessage
}

/** Message documents asked for at once. */
const CHUNK = 500

/** The readable ones among these incidents, in the same order; one of which no message is readable is left out. */
export async function readIncidents(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  documents: readonly IncidentDocument[],
): Promise<ReadableIncident[]> {
  const wanted = documents.flatMap((document) => readableIds(document, conversations))
  const messages = await readMessages(store, conversations, wanted)
  return documents.flatMap((document) => restrict(document, messages) ?? [])
}

/** Live messages of these ids in these conversations, by id. */
export async function readMessages(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  ids: readonly string[],
): Promise<Map<string, LiveMessage>> {
  const messages = new Map<string, LiveMessage>()
  const distinct = [...new Set(ids)]
  for (let start = 0; start < distinct.length; start += CHUNK) {
    const chunk = distinct.slice(start, start + CHUNK)
    const found = await store.get<Versioned<MessageState>>(collections.messages, chunk)
    for (const [id, { body }] of found)
      if (!body.state.deleted && conversations.has(body.state.conversationId)) messages.set(id, body.state)
  }
  return messages
}

/** Spares reading what the entry already places elsewhere; an orphan's conversation is known only once it is read. */
function readableIds({ body }: IncidentDocument, conversations: ReadonlySet<string>): string[] {
  const entries = Object.values(body.state.entries)
  const elsewhere = new Set(
    entries.filter((e) => e.conversationId !== null && !conversations.has(e.conversationId)).map((e) => e.entryId),
  )
  return messageIdsOf(entries).filter((id) => !elsewhere.has(id))
}

function restrict(
  { id, body }: IncidentDocument,
  known: ReadonlyMap<string, LiveMessage>,
): ReadableIncident | undefined {
  const all = Object.values(body.state.entries)
  const messages = new Map<string, LiveMessage>()
  for (const messageId of messageIdsOf(all)) {
    const message = known.get(messageId)
    if (message) messages.set(messageId, message)
  }
  const entries = all.filter((entry) => isLive(entry) && (isCorrection(entry) || messages.has(entry.entryId)))
  entries.sort(byTime)
  const own = evaluate(entries)
  const first = entries.find((entry) => messages.has(entry.entryId))
  const root = messages.get(own.rootId ?? first?.entryId ?? '')
  if (!root) return undefined
  const opened = own.rootId === null ? { ...own, openedAt: root.at } : own
  return { id, incident: evaluate(all), own: opened, entries, messages, root }
}
