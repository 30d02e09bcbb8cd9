// Builds a small workspace in a memory store out of events, through the same functions that the indexer uses.

import {
  type Attachment,
  type Classification,
  type ClassifiedMessage,
  collections,
  type DirectoryEntry,
  type EntryRole,
  type IncidentFact,
  incidentId,
  slackConversationId,
  slackMessageId,
  slackPersonId,
} from '@thala/contracts'
import { standInEmbedder, toBase64 } from '@thala/embedder'
import type { Document } from '@thala/store'
import { terms } from '@thala/text'
import { type Conversation, type DirectoryState, evolveDirectory, projectDirectory } from '../directory-document.ts'
import { evolveIncident, type IncidentState, projectIncident } from '../incident-document.ts'
import { evolveMessage, type MessageState, projectMessage } from '../message-document.ts'
import { memoryStore } from './memory-store.ts'

export const TEAM = 'T1'
/** 2025-09-10T08:00:00Z. */
export const START = 1_757_491_200_000
export const conversationId = (channel: string): string => slackConversationId(TEAM, channel)
export const personId = (user: string): string => slackPersonId(TEAM, user)
/** Id of the message that was written `minutes` after the start. */
export const messageId = (channel: string, minutes: number): string =>
  slackMessageId(TEAM, channel, `${START / 1000 + minutes * 60}.000000`)
export const incidentOf = (channel: string, minutes: number): string => incidentId(messageId(channel, minutes))

const classification: Classification = {
  types: { incident_report: 0.9, resolution: 0.02, discussion: 0.05, unrelated: 0.03 },
  complete: 0.1,
  fix: 'tentative',
  category: 'Payment',
  categoryConfidence: 0.8,
  severity: 'High',
  severityConfidence: 0.7,
  reasoning: 'reads like a report',
  model: 'test',
}

export interface Said {
  readonly channel: string
  readonly minutes: number
  readonly text: string
  readonly by?: string
  readonly deleted?: boolean
  readonly revision?: number
  readonly thread?: number
  readonly attachments?: readonly Attachment[]
}

export interface Linked {
  readonly role: EntryRole
  readonly version?: number
  readonly movedTo?: string
  readonly orphan?: IncidentFact['orphan']
  readonly evidence?: IncidentFact['evidence']
  readonly severity?: IncidentFact['severity']
}

export function workspace() {
  const store = memoryStore()
  const embedder = standInEmbedder()

  const state = async <S>(
    collection: (typeof collections)['messages'] | (typeof collections)['incidents'],
    id: string,
  ) => (await store.get<{ state: S }>(collection, [id])).get(id)?.body.state

  const direct = (subjectId: string, subject: DirectoryEntry['subject'], deleted = false): void => {
    const event: DirectoryEntry = { v: 1, id: subjectId, subjectId, source: 'slack', revision: START, deleted, subject }
    const next: DirectoryState = evolveDirectory(undefined, event)
    store.put(collections.directory, { id: subjectId, body: { version: 1, state: next }, ...projectDirectory(next) })
  }

  return {
    store,
    embedder,
    /** Tells the directory of a conversation or a person by full id. */
    direct,
    /** A conversation that is private, unless said otherwise. */
    place: (channel: string, more: Partial<Conversation>, deleted = false) =>
      direct(
        conversationId(channel),
        { kind: 'conversation', name: channel, visibility: 'private', members: [], ...more },
        deleted,
      ),
    conversation: (
      channel: string,
      name: string,
      visibility: 'public' | 'private' | 'shared',
      members: readonly string[] = [],
      deleted = false,
    ) =>
      direct(
        conversationId(channel),
        { kind: 'conversation', name, visibility, members: members.map(personId) },
        deleted,
      ),
    person: (user: string, name: string, { guest = false, active = true, bot = false } = {}) =>
      direct(personId(user), { kind: 'person', name, handle: name.toLowerCase(), bot, guest, active }),
    message: async (said: Said): Promise<string> => {
      const event = await eventOf(said, embedder)
      const next = evolveMessage(await state<MessageState>(collections.messages, event.messageId), event)
      const document: Document = { id: event.messageId, body: { version: 1, state: next }, ...projectMessage(next) }
      store.put(collections.messages, document)
      return event.messageId
    },
    /** Gives an entry of `incident` a role; `entry` is a message of the workspace or the id of a correction. */
    link: async (incident: string, entry: string, at: number, linked: Linked, by: string | null = null) => {
      const [, , channel] = entry.split(':')
      const fact: IncidentFact = {
        v: 1,
        id: `${incident}/${entry}/${linked.version ?? 1}`,
        incidentId: incident,
        entryId: entry,
        role: linked.role,
        at: START + at * 60_000,
        decisionVersion: linked.version ?? 1,
        evidence: linked.evidence ?? { kind: 'root', reasons: [], candidates: [] },
        author: by === null ? null : personId(by),
        conversationId: channel === undefined ? null : conversationId(channel),
        category: linked.role === 'report' ? 'Payment' : null,
        severity: linked.severity ?? (linked.role === 'report' ? 'High' : null),
        ...(linked.movedTo !== undefined && { movedTo: linked.movedTo }),
        ...(linked.orphan && { orphan: linked.orphan }),
      }
      const next = evolveIncident(await state<IncidentState>(collections.incidents, incident), fact)
      const document: Document = { id: incident, body: { version: 1, state: next }, ...projectIncident(next, incident) }
      store.put(collections.incidents, document)
    },
  }
}

async function eventOf(said: Said, embedder: ReturnType<typeof standInEmbedder>): Promise<ClassifiedMessage> {
  const { channel, minutes, text, deleted = false, revision = minutes } = said
  const vector = deleted ? null : await embedder.embed(text)
  const id = messageId(channel, minutes)
  return {
    v: 1,
    id: `${id}@${revision}`,
    messageId: id,
    conversationId: conversationId(channel),
    threadId: said.thread === undefined ? null : messageId(channel, said.thread),
    source: 'slack',
    at: START + minutes * 60_000,
    revision: START + revision * 60_000,
    deleted,
    author: deleted ? null : { id: personId(said.by ?? 'U1'), name: nameOf(said.by ?? 'U1'), kind: 'person' },
    text: deleted ? '' : text,
    parent: null,
    attachments: [...(said.attachments ?? [])],
    permalink: deleted ? null : `https://example.slack.com/archives/${channel}/p${START / 1000 + minutes * 60}000000`,
    audience: 'workspace',
    said: null,
    classification: deleted ? null : classification,
    terms: deleted ? [] : terms(text),
    vector: vector && toBase64(vector),
  }
}

/** People of the test workspaces. */
const nameOf = (user: string): string => ({ U1: 'Maren', U2: 'Joel', U3: 'Marco', U4: 'Petra' })[user] ?? user

export type Workspace = ReturnType<typeof workspace>
