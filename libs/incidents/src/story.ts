// The whole story of one incident: who said what, when, which part it played and why it was joined to it.

import {
  type Attachment,
  collections,
  type EntryRole,
  type Evidence,
  type Severity,
  type SourceKind,
  shortIncidentId,
} from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import type { IssueCard } from './card.ts'
import { cardsOf } from './cards.ts'
import { byTime, type Entry } from './evaluate.ts'
import { findIncident } from './find-incident.ts'
import type { IncidentState } from './incident-document.ts'
import { type Names, wordsOf } from './names.ts'
import { type ReadableIncident, readIncidents } from './readable.ts'
import { type Reader, readableConversations } from './reader.ts'
import { uniqueShortIds } from './short-ids.ts'

export interface StoryLine {
  /** The message, or the correction, that this line is about. */
  readonly entryId: string
  readonly role: EntryRole
  readonly at: number
  readonly author: string | null
  readonly conversation: string | null
  /** Null for a correction: it has no words. */
  readonly text: string | null
  readonly permalink: string | null
  /** What a correction of the severity set. */
  readonly severity: Severity | null
  readonly evidence: StoryEvidence
  /** Of the message; none for a correction. */
  readonly attachments: readonly Attachment[]
}

export interface StoryEvidence {
  readonly kind: Evidence['kind']
  /** 0 to 1; null where nothing was scored. */
  readonly score: number | null
  readonly reasons: readonly string[]
  /** The message that tied it to the incident, where this reader may read it. */
  readonly via: { readonly messageId: string; readonly permalink: string | null } | null
  /** The nearest other incidents that this reader may know of, best first. */
  readonly candidates: readonly { readonly shortId: string; readonly score: number }[]
}

export interface Story {
  readonly card: IssueCard
  readonly lines: readonly StoryLine[]
  /** Words of the report that stands for it, and where that came from. */
  readonly text: string
  readonly source: SourceKind
  /** Short forms of ids under which this incident was known before. */
  readonly formerly: readonly string[]
}

export type StoryAnswer =
  | { readonly kind: 'found'; readonly story: Story }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly IssueCard[] }
  | { readonly kind: 'not-found' }

export async function story(store: StoreReader, reader: Reader, idOrText: string): Promise<StoryAnswer> {
  const conversations = new Set(await readableConversations(store, reader))
  const found = await findIncident(store, conversations, idOrText)
  if (found.kind === 'not-found') return found
  if (found.kind === 'found') return tell(store, conversations, found.incident)
  const { cards } = await cardsOf(store, conversations, found.candidates)
  return { kind: 'ambiguous', candidates: cards }
}

async function tell(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  incident: ReadableIncident,
): Promise<StoryAnswer> {
  const [{ cards, names }, candidates, former] = await Promise.all([
    cardsOf(store, conversations, [incident]),
    readableCandidates(store, conversations, incident),
    store.findBy(collections.incidents, 'alias', [incident.id], { limit: 20 }),
  ])
  const [card] = cards
  if (!card) return { kind: 'not-found' }
  const lines = incident.entries.flatMap((entry) => [
    lineOf(incident, entry, names, candidates),
    ...orphanLine(incident, entry, names),
  ])
  lines.sort(byTime)
  return {
    kind: 'found',
    story: {
      card,
      lines,
      text: wordsOf(incident.root, names),
      source: incident.root.source,
      formerly: former.map(({ id }) => shortIncidentId(id)),
    },
  }
}

/** Short ids of the candidates named in the evidence, by incident id; those that the reader cannot read are left out. */
async function readableCandidates(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  { entries }: ReadableIncident,
): Promise<Map<string, string>> {
  const ids = [...new Set(entries.flatMap(({ evidence }) => evidence.candidates.map((one) => one.incidentId)))]
  const documents = await store.get<Versioned<IncidentState>>(collections.incidents, ids)
  const readable = await readIncidents(store, conversations, [...documents.values()])
  return uniqueShortIds(
    store,
    readable.map(({ id }) => id),
  )
}

function lineOf(
  { messages }: ReadableIncident,
  entry: Entry,
  names: Names,
  candidates: ReadonlyMap<string, string>,
): StoryLine {
  const message = messages.get(entry.entryId)
  const { evidence } = entry
  const via = evidence.via === undefined ? undefined : messages.get(evidence.via)
  return {
    entryId: entry.entryId,
    role: entry.role,
    at: entry.at,
    author: message?.author?.name ?? names.get(entry.author ?? '') ?? null,
    conversation: message ? (names.get(message.conversationId) ?? null) : null,
    text: message ? wordsOf(message, names) : null,
    permalink: message?.permalink ?? null,
    severity: entry.role === 'severity' ? entry.severity : null,
    evidence: {
      kind: evidence.kind,
      score: evidence.score ?? null,
      reasons: evidence.reasons,
      via: via ? { messageId: via.messageId, permalink: via.permalink } : null,
      candidates: evidence.candidates.flatMap(({ incidentId, score }) => {
        const shortId = candidates.get(incidentId)
        return shortId === undefined ? [] : [{ shortId, score }]
      }),
    },
    attachments: message?.attachments ?? [],
  }
}

/** A fix that was announced before the incident was told has no entry of its own: the report holds it. */
function orphanLine({ messages }: ReadableIncident, entry: Entry, names: Names): StoryLine[] {
  const message = entry.orphan && messages.get(entry.orphan.messageId)
  if (!entry.orphan || !message) return []
  const via = messages.get(entry.entryId)
  return [
    {
      entryId: message.messageId,
      role: entry.orphan.role,
      at: message.at,
      author: message.author?.name ?? null,
      conversation: names.get(message.conversationId) ?? null,
      text: wordsOf(message, names),
      permalink: message.permalink,
      severity: null,
      evidence: {
        kind: 'orphan',
        score: null,
        reasons: [],
        via: via ? { messageId: via.messageId, permalink: via.permalink } : null,
        candidates: [],
      },
      attachments: message.attachments,
    },
  ]
}
