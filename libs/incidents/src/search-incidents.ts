// Past incidents that resemble a query: the nearest messages that the reader may read, gathered by incident.
// Promise: what is not relevant is not returned, however few results that leaves; ready-made answers come first.

import { collections } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import type { Hit } from '@thala/store'
import { type Excerpt, excerpt, terms } from '@thala/text'
import type { IssueCard } from './card.ts'
import { cardsOf } from './cards.ts'
import { type IncidentState, isShown } from './incident-document.ts'
import type { LiveMessage, MessageState } from './message-document.ts'
import { type Names, wordsOf } from './names.ts'
import { type ReadableIncident, readIncidents } from './readable.ts'
import { type Reader, readableConversations } from './reader.ts'
import { coverage, FLOOR, incidentRelevance, incidentScore, relevance, worthShowing } from './relevance.ts'

export interface IncidentQuery {
  readonly query: string
  /** Sentence vector of the query; null finds by words alone. */
  readonly vector: Int8Array | null
  /** Most results. */
  readonly k: number
}

export interface SearchResult {
  readonly card: IssueCard
  /** The report that stands for the incident. */
  readonly root: LiveMessage
  /** 0 to 1, comparable between queries. */
  readonly relevance: number
  /** Words of the report that stands for the incident. */
  readonly text: string
  /** Chance that its first report is an incident at all, 0 to 1, as it was read. */
  readonly likelihood: number
  /** The message that answered best, cut to what the query asks for. */
  readonly best: Excerpt & {
    readonly messageId: string
    readonly author: string | null
    readonly at: number
    readonly permalink: string | null
  }
}

/** Messages that are looked at for one query. */
const NEAREST = 200
/** Longest excerpt, in UTF-16 units. */
const MAX_EXCERPT = 240
const MAX_QUERY_TERMS = 64

export async function searchIncidents(
  store: StoreReader,
  reader: Reader,
  query: IncidentQuery,
): Promise<SearchResult[]> {
  const conversations = await readableConversations(store, reader)
  const queryTerms = [...new Set(terms(query.query))].slice(0, MAX_QUERY_TERMS)
  if (conversations.length === 0 || (queryTerms.length === 0 && query.vector === null)) return []
  const hits = await store.search<Versioned<MessageState>>(collections.messages, {
    terms: queryTerms,
    ...(query.vector && { vector: query.vector }),
    conversations,
    k: NEAREST,
  })
  const readable = new Set(conversations)
  const relevant = relevantMessages(hits, queryTerms, readable)
  const incidents = await incidentsOf(store, readable, [...relevant.keys()])
  const ranked = incidents.map((incident) => ({ incident, ...rank(incident, relevant) }))
  // The store's score weighs rare words more and orders better; the relevance, which compares between queries, bounds.
  ranked.sort((a, b) => b.score - a.score || b.relevance - a.relevance || (a.incident.id < b.incident.id ? -1 : 1))
  const nearest = worthShowing(ranked).slice(0, query.k)
  const shown = nearest.map(({ incident }) => incident)
  const { cards, names } = await cardsOf(store, readable, shown)
  const results = nearest.flatMap(({ incident, relevance, best }, i) => {
    const card = cards[i]
    return card ? [resultOf(card, incident, relevance, bestOf(best, names, queryTerms), names)] : []
  })
  return [...results.filter(isAnswered), ...results.filter((result) => !isAnswered(result))]
}

/** Closed, and the reader may read how. */
export const isAnswered = ({ card }: SearchResult): boolean =>
  card.status === 'Resolved' && Boolean(card.resolution?.text)

interface Relevant {
  readonly relevance: number
  /** Of the store, comparable within this answer. */
  readonly score: number
}

/** By message id, of those above the floor. */
function relevantMessages(
  hits: readonly Hit<Versioned<MessageState>>[],
  queryTerms: readonly string[],
  conversations: ReadonlySet<string>,
): Map<string, Relevant> {
  const relevant = new Map<string, Relevant>()
  for (const { document, cosine, score } of hits) {
    const { state } = document.body
    if (state.deleted || !conversations.has(state.conversationId)) continue
    const found = relevance({ cosine, coverage: coverage(queryTerms, state.terms) })
    if (found >= FLOOR) relevant.set(document.id, { relevance: found, score })
  }
  return relevant
}

async function incidentsOf(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  messageIds: readonly string[],
): Promise<ReadableIncident[]> {
  if (messageIds.length === 0) return []
  const documents = await store.findBy<Versioned<IncidentState>>(collections.incidents, 'messageIds', messageIds)
  const readable = await readIncidents(store, conversations, documents)
  return readable.filter(({ incident }) => isShown(incident.status))
}

const irrelevant: Relevant = { relevance: 0, score: 0 }

function rank(incident: ReadableIncident, relevant: ReadonlyMap<string, Relevant>) {
  const found = [...incident.messages.values()].map((message) => ({
    message,
    ...(relevant.get(message.messageId) ?? irrelevant),
  }))
  found.sort((a, b) => b.relevance - a.relevance || a.message.at - b.message.at)
  return {
    relevance: incidentRelevance(found.map((one) => one.relevance)),
    score: incidentScore(found.map((one) => one.score)),
    best: found[0]?.message ?? incident.root,
  }
}

function bestOf(message: LiveMessage, names: Names, queryTerms: readonly string[]): SearchResult['best'] {
  const { messageId, author, at, permalink } = message
  return {
    ...excerpt(wordsOf(message, names), queryTerms, MAX_EXCERPT),
    messageId,
    author: author?.name ?? null,
    at,
    permalink,
  }
}

function resultOf(
  card: IssueCard,
  { root }: ReadableIncident,
  relevance: number,
  best: SearchResult['best'],
  names: Names,
): SearchResult {
  return { card, root, relevance, text: wordsOf(root, names), likelihood: likelihoodOf(root), best }
}

/** What a person or a system of record said outright goes before what was read from the words. */
function likelihoodOf({ said, classification }: LiveMessage): number {
  if (said?.likelihood !== undefined) return said.likelihood === 'Likely' ? 1 : 0
  if (said?.type !== undefined) return said.type === 'incident_report' ? 1 : 0
  return classification?.types.incident_report ?? 1
}
