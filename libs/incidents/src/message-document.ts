// The document of one message: what readers compose everything from. A register: the latest version wins, whatever the order
// of arrival. Promise: a deleted message keeps its identity and times, and nothing that anyone wrote.

import type { Attachment, Author, Classification, ClassifiedMessage, SourceKind, Ticket } from '@thala/contracts'
import { legacyIds } from '@thala/contracts'
import { fromBase64 } from '@thala/embedder'
import { type Document, register, type Version } from '@thala/store'

/** `id` is the id of the event that told this version; the message's own is the document's. */
interface Identity extends Version {
  readonly conversationId: string
  readonly source: SourceKind
  /** Creation in source time, epoch ms. */
  readonly at: number
  /** Sha256 of whatever was attached to any version of it; absent where nothing was. */
  readonly blobs?: readonly string[] | undefined
}

export interface LiveMessage extends Identity {
  readonly deleted: false
  readonly messageId: string
  readonly threadId: string | null
  readonly author: Author | null
  readonly text: string
  /** What the author repeats of others. */
  readonly quoted?: string | undefined
  readonly parentId: string | null
  readonly attachments: readonly Attachment[]
  readonly permalink: string | null
  readonly audience: string
  readonly clampedFrom?: number | undefined
  readonly said: ClassifiedMessage['said']
  readonly ticket?: Ticket | undefined
  readonly classification: Classification | null
  readonly terms: readonly string[]
  /** 384 signed bytes in base64. */
  readonly vector: string | null
}

export interface Tombstone extends Identity {
  readonly deleted: true
}

export type MessageState = LiveMessage | Tombstone

export function evolveMessage(state: MessageState | undefined, event: ClassifiedMessage): MessageState {
  const next = register(state, stateOf(event))
  const blobs = union(state?.blobs ?? [], blobsOf(event))
  return blobs.length === (next.blobs?.length ?? 0) ? next : { ...next, blobs }
}

const blobsOf = ({ attachments }: Pick<ClassifiedMessage, 'attachments'>): string[] =>
  attachments.flatMap(({ sha256 }) => sha256 ?? [])

/** Sorted, so that it is the same for every order of arrival. */
const union = (some: readonly string[], more: readonly string[]): string[] => [...new Set([...some, ...more])].sort()

function stateOf(event: ClassifiedMessage): MessageState {
  const { id, revision, conversationId, source, at } = event
  const identity = { id, revision, conversationId, source, at }
  if (event.deleted) return { ...identity, deleted: true }
  return {
    ...identity,
    deleted: false,
    messageId: event.messageId,
    threadId: event.threadId,
    author: event.author,
    text: event.text,
    ...(event.quoted !== undefined && { quoted: event.quoted }),
    parentId: event.parent?.messageId ?? null,
    attachments: event.attachments,
    permalink: event.permalink,
    audience: event.audience,
    clampedFrom: event.clampedFrom,
    said: event.said,
    ...(event.ticket && { ticket: event.ticket }),
    classification: event.classification,
    terms: event.terms,
    vector: event.vector,
  }
}

/** A tombstone is found by its id alone. */
export function projectMessage(state: MessageState): Pick<Document, 'index' | 'search'> {
  if (state.deleted) return { index: {} }
  const { conversationId, threadId, messageId, at, terms } = state
  // A copy: a vector that is a window on a shared buffer would take the whole buffer along into another thread.
  const vector = state.vector === null ? {} : { vector: fromBase64(state.vector).slice() }
  return {
    index: {
      conversationId,
      at,
      legacyId: legacyIds(messageId),
      ...(threadId === null ? {} : { threadId }),
      ...(state.blobs && { attachment: state.blobs }),
    },
    search: { conversationId, terms, ...vector },
  }
}
