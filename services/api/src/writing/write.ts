// Writes through the log, and waits until the store shows what was written. Promise: nothing is appended that is shown
// already, so that a request may be sent again; what is not shown in time was taken in all the same, and the answer says so.

import { setTimeout as wait } from 'node:timers/promises'
import {
  canonicalJson,
  collections,
  type DirectoryEntry,
  type IncidentFact,
  type SourceMessage,
  topics,
} from '@thala/contracts'
import {
  type Conversation,
  type DirectoryState,
  type Entry,
  type IncidentState,
  isLive,
  type LiveMessage,
  type MadeCorrection,
  type MessageState,
} from '@thala/incidents'
import { type Output, outputTo, type StoreReader, type Versioned } from '@thala/service'

export interface WriteDeps {
  /** The documents of this installation: never a sample's. */
  readonly store: StoreReader
  readonly append: (outputs: readonly Output[]) => Promise<void>
  readonly now: () => number
  /** Resolves with the next news that an incident changed; absent: there is none, and one has to look now and then. */
  readonly news?: () => Promise<void>
  /** How long a write is waited for, ms. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 2_000
const FIRST_LOOK_MS = 10
const LONGEST_PAUSE_MS = 100

const to = {
  message: outputTo('apiEvents', topics.apiEvents),
  directory: outputTo('directory', topics.directory),
  correction: outputTo('corrections', topics.corrections),
}

export const messageOutput = (message: SourceMessage): Output => to.message(message, { id: message.id })
export const directoryOutput = (entry: DirectoryEntry): Output => to.directory(entry, { id: entry.id })
export const correctionOutput = ({ id, value }: MadeCorrection): Output => to.correction(value, { id })

/** False: appended, and not shown yet. */
export async function write(
  { append, news, patienceMs = PATIENCE_MS }: WriteDeps,
  outputs: readonly Output[],
  isShown: () => Promise<boolean>,
): Promise<boolean> {
  if (outputs.length === 0 || (await isShown())) return true
  await append(outputs)
  const until = performance.now() + patienceMs
  for (let pauseMs = FIRST_LOOK_MS; performance.now() < until; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    // Asked for before looking: what is told meanwhile is not missed.
    const told = news?.()
    if (await isShown()) return true
    const pause = wait(Math.min(pauseMs, Math.max(1, until - performance.now())))
    await Promise.race([pause, told ?? pause])
  }
  return isShown()
}

export async function messageState(store: StoreReader, id: string): Promise<MessageState | undefined> {
  return (await store.get<Versioned<MessageState>>(collections.messages, [id])).get(id)?.body.state
}

export async function conversationIn(store: StoreReader, id: string): Promise<Conversation | undefined> {
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, [id])
  const state = found.get(id)?.body.state
  return state && !state.deleted && state.subject.kind === 'conversation' ? state.subject : undefined
}

/** This version of the message, or a later one. */
export async function isStored(store: StoreReader, message: SourceMessage): Promise<boolean> {
  const state = await messageState(store, message.messageId)
  return state !== undefined && (state.revision >= message.revision || isSame(state, message))
}

function isSame(state: MessageState, message: SourceMessage): boolean {
  if (state.deleted) return false
  const parts = ({ text, at, conversationId, said, author }: LiveMessage | SourceMessage) =>
    canonicalJson([text, at, conversationId, said, author])
  return parts(state) === parts(message)
}

/** Live entries of an incident, by message or correction. */
export async function entriesOf(store: StoreReader, id: string): Promise<ReadonlyMap<string, Entry>> {
  const found = await store.get<Versioned<IncidentState>>(collections.incidents, [id])
  const entries = Object.values(found.get(id)?.body.state.entries ?? {})
  return new Map(entries.filter(isLive).map((entry) => [entry.entryId, entry]))
}

/** Look-ups by field and search may lag behind the documents, together: what one finds the other does. */
export async function isFindable(store: StoreReader, { messageId, at }: SourceMessage): Promise<boolean> {
  const found = await store.findBy(collections.messages, 'at', [at], { limit: MAX_AT_ONCE })
  return found.length >= MAX_AT_ONCE || found.some(({ id }) => id === messageId)
}

/** Messages of one millisecond that are looked through; with more of them one is not waited for. */
const MAX_AT_ONCE = 100

/** The incident that a message plays a part in, as those find it who look for its messages. */
export async function incidentOf(
  store: StoreReader,
  messageId: string,
): Promise<{ readonly id: IncidentFact['incidentId']; readonly entry: Entry } | undefined> {
  for (const { id } of await store.findBy(collections.incidents, 'messageIds', [messageId])) {
    const entry = (await entriesOf(store, id)).get(messageId)
    if (entry) return { id, entry }
  }
  return undefined
}
