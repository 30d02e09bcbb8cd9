// From what people type to the incident they mean: `INC-…`, the full id, a message id, a name of the earlier interface, or
// the id that a client of the HTTP interface gave it.
// Promise: only incidents of which the reader may read something are found, or offered as candidates; what a client called
// its own incident never stands in the way of one that the reader can mean by that name.

import { apiMessageId, collections, isIncidentId, shortIdsIn, shortIncidentId } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import { forwardedTo, type IncidentState } from './incident-document.ts'
import type { MessageState } from './message-document.ts'
import { type IncidentDocument, type ReadableIncident, readIncidents, readMessages } from './readable.ts'

export type Found =
  | { readonly kind: 'found'; readonly incident: ReadableIncident }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly ReadableIncident[] }
  | { readonly kind: 'not-found' }

/** How often an incident may have moved on before the search is given up: roots change a few times, not dozens. */
const MAX_MOVES = 8
const MAX_CANDIDATES = 20
/** Directly looked up at most; a longer short id is compared after that. */
const LONGEST_PREFIX = 10

export async function findIncident(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  idOrText: string,
): Promise<Found> {
  const text = idOrText.trim()
  const named = await candidatesAmong(store, conversations, await byForm(store, conversations, text))
  if (named.length > 0) return foundIn(named)
  // Last, so that nobody can take the name of an incident by giving it to another.
  const own = await byMessageId(store, conversations, apiMessageId(text))
  return foundIn(await candidatesAmong(store, conversations, own))
}

function foundIn(candidates: readonly ReadableIncident[]): Found {
  const [only, second] = candidates
  if (!only) return { kind: 'not-found' }
  return second ? { kind: 'ambiguous', candidates } : { kind: 'found', incident: only }
}

/** Where these incidents are now, as far as they are readable. */
async function candidatesAmong(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  documents: readonly IncidentDocument[],
): Promise<ReadableIncident[]> {
  const current = await Promise.all(documents.map((document) => followMoves(store, document)))
  const distinct = new Map(current.flatMap((document) => (document ? [[document.id, document] as const] : [])))
  const readable = await readIncidents(store, conversations, [...distinct.values()])
  return readable.filter(({ incident }) => incident.status !== 'Deleted').slice(0, MAX_CANDIDATES)
}

function byForm(store: StoreReader, conversations: ReadonlySet<string>, text: string): Promise<IncidentDocument[]> {
  if (isIncidentId(text)) {
    const [shortId] = shortIdsIn(text)
    return shortId === undefined ? byId(store, text.toLowerCase()) : byShortId(store, shortId)
  }
  if (/^slack_\d+(_\d+)?$/.test(text)) return byLegacyId(store, conversations, text)
  return byMessageId(store, conversations, text)
}

async function byId(store: StoreReader, id: string): Promise<IncidentDocument[]> {
  return [...(await store.get<Versioned<IncidentState>>(collections.incidents, [id])).values()]
}

async function byShortId(store: StoreReader, shortId: string): Promise<IncidentDocument[]> {
  const prefix = shortId.slice(0, 'INC-'.length + LONGEST_PREFIX)
  const found = await store.findBy<Versioned<IncidentState>>(collections.incidents, 'shortId', [prefix])
  return found.filter(({ id }) => shortIncidentId(id, 26).startsWith(shortId))
}

async function byLegacyId(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  legacyId: string,
): Promise<IncidentDocument[]> {
  const found = await store.findBy<Versioned<MessageState>>(collections.messages, 'legacyId', [legacyId])
  const readable = await readMessages(
    store,
    conversations,
    found.map(({ id }) => id),
  )
  return ofMessages(store, [...readable.keys()])
}

/** A message that the reader may not read leads nowhere: else its id would tell which incident it is about. */
async function byMessageId(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  messageId: string,
): Promise<IncidentDocument[]> {
  return ofMessages(store, [...(await readMessages(store, conversations, [messageId])).keys()])
}

const ofMessages = async (store: StoreReader, ids: readonly string[]): Promise<IncidentDocument[]> =>
  ids.length === 0 ? [] : store.findBy<Versioned<IncidentState>>(collections.incidents, 'messageIds', ids)

/** The incident that this one became, itself when it did not move, null when the trail is lost or turns in a circle. */
async function followMoves(store: StoreReader, document: IncidentDocument): Promise<IncidentDocument | null> {
  let current = document
  for (let moves = 0; moves <= MAX_MOVES; moves++) {
    const next = forwardedTo(current.id, Object.values(current.body.state.entries))
    if (next === null) return current
    const [target] = await byId(store, next)
    if (!target) return null
    current = target
  }
  return null
}
