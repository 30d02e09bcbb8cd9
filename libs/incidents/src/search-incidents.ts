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
import { coverage, FLOOR, incidentRelevance, relevance, worthShowing } from './relevance.ts'

export interface IncidentQuery {
  readonly query: string
  /** Sentence vector of the query; null finds by words alone. */
  readonly vector: Int8Array | null
  /** Most results. */
  readonly k: number
}

export interface SearchResult {
  readonly card: IssueCard
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
  ranked.sort((a, b) => b.relevance - a.relevance || (a.incident.id < b.incident.id ? -1 : 1))
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

/** Relevance by message id, of those above the floor. */
function relevantMessages(
  hits: readonly Hit<Versioned<MessageState>>[],
  queryTerms: readonly string[],
  conversations: ReadonlySet<string>,
): Map<string, number> {
  const relevant = new Map<string, number>()
  for (const { document, cosine } of hits) {
    const { state } = document.body
    if (state.deleted || !conversations.has(state.conversationId)) continue
    const score = relevance({ cosine, coverage: coverage(queryTerms, state.terms) })
    if (score >= FLOOR) relevant.set(document.id, score)
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

function rank(incident: ReadableIncident, relevant: ReadonlyMap<string, number>) {
  const scored = [...incident.messages.values()].map((message) => ({
    message,
    score: relevant.get(message.messageId) ?? 0,
  }))
  scored.sort((a, b) => b.score - a.score || a.message.at - b.message.at)
  return { relevance: incidentRelevance(scored.map(({ score }) => score)), best: scored[0]?.message ?? incident.root }
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
  // Without a classification a person or a system of record said it, which bypasses the classifier.
  const likelihood = root.classification?.types.incident_report ?? 1
  return { card, relevance, text: wordsOf(root, names), likelihood, best }
}
