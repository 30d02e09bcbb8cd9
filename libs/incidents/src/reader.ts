// Who reads, and which conversations that opens. Asked at the time of reading, from the directory as it is now.
// Promise: what the directory does not say is denied; a look-up that fails throws, so that nothing is shown.

import { collections } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import { type Conversation, type DirectoryState, directoryKinds } from './directory-document.ts'

export type Reader =
  /** A caller on this machine, or a key for operators: reads what is open to the workspace or to the operators. */
  | { readonly kind: 'local-operator' }
  /** Reads what is open to the whole workspace, and nothing else. */
  | { readonly kind: 'workspace' }
  | { readonly kind: 'person'; readonly id: string }
  /** What these conversations may read together: an answer that is posted where others see it. */
  | { readonly kind: 'conversations'; readonly ids: readonly string[] }

/** Most conversations that one reader is given; the largest workspaces have fewer open ones. */
const MAX_CONVERSATIONS = 100_000
const PAGE = 500
/** Most conversations of one person, which is the most that one look-up finds; those beyond are denied. */
const MAX_JOINED = 10_000

/**
 * Ids of the conversations of which this reader may read the messages. Externally shared ones only when named outright.
 * Everything that is asked goes out at once, and so do the confirmations: every answer to anybody waits for these.
 */
export async function readableConversations(store: StoreReader, reader: Reader): Promise<string[]> {
  const [own, following] = await Promise.all([
    inTheirOwnRight(store, reader).then((ids) => new Set(ids)),
    ofKind(store, directoryKinds.following),
  ])
  // Those who read a conversation read what follows it. It must be theirs by itself: a chain of such leads nowhere.
  const followed = idsOf(
    following,
    ({ visibility, readersOf }) => visibility === 'private' && readersOf !== undefined && own.has(readersOf),
  )
  return [...new Set([...own, ...followed])]
}

async function inTheirOwnRight(store: StoreReader, reader: Reader): Promise<readonly string[]> {
  switch (reader.kind) {
    case 'local-operator':
      return (await Promise.all([openToAll(store), openToOperators(store)])).flat()
    case 'workspace':
      return openToAll(store)
    case 'conversations':
      return idsOf(await confirmed(store, [...new Set(reader.ids)]), () => true)
    case 'person':
      return ofPerson(store, reader.id)
  }
}

const openToAll = async (store: StoreReader): Promise<string[]> =>
  idsOf(await ofKind(store, directoryKinds.public), ({ visibility }) => visibility === 'public')

const openToOperators = async (store: StoreReader): Promise<string[]> =>
  idsOf(
    await ofKind(store, directoryKinds.operators),
    ({ visibility, operators }) => visibility === 'private' && operators === true,
  )

async function ofPerson(store: StoreReader, id: string): Promise<string[]> {
  const [found, joined, open] = await Promise.all([
    store.get<Versioned<DirectoryState>>(collections.directory, [id]),
    joinedBy(store, id),
    openToAll(store),
  ])
  const entry = found.get(id)?.body.state
  if (!entry || entry.deleted || entry.subject.kind !== 'person' || !entry.subject.active) return []
  const own = idsOf(joined, ({ visibility, members }) => visibility !== 'shared' && members.includes(id))
  return entry.subject.guest ? own : [...open, ...own]
}

interface Confirmed {
  readonly id: string
  readonly conversation: Conversation
}

const idsOf = (conversations: readonly Confirmed[], isOpen: (conversation: Conversation) => boolean): string[] =>
  conversations.filter(({ conversation }) => isOpen(conversation)).map(({ id }) => id)

async function joinedBy(store: StoreReader, person: string): Promise<Confirmed[]> {
  const limit = { limit: MAX_JOINED }
  const joined = await store.findBy<Versioned<DirectoryState>>(collections.directory, 'member', [person], limit)
  return confirmed(
    store,
    joined.map(({ id }) => id),
  )
}

/** Look-ups by field may lag behind the documents, which are therefore asked once more. */
async function confirmed(store: StoreReader, ids: readonly string[]): Promise<Confirmed[]> {
  if (ids.length === 0) return []
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, ids)
  return [...found].flatMap(([id, { body }]) => {
    const { deleted, subject } = body.state
    return !deleted && subject.kind === 'conversation' ? [{ id, conversation: subject }] : []
  })
}

async function ofKind(store: StoreReader, kind: string): Promise<Confirmed[]> {
  const confirming: Promise<Confirmed[]>[] = []
  const only = { by: 'kind', from: kind, to: kind, limit: PAGE }
  let after: string | undefined
  do {
    const page = await store.scan<Versioned<DirectoryState>>(collections.directory, {
      ...only,
      ...(after && { after }),
    })
    const ids = page.documents.map(({ id }) => id)
    // Not waited for: the next page is asked meanwhile.
    const confirmation = confirmed(store, ids)
    confirmation.catch(() => undefined)
    confirming.push(confirmation)
    after = page.next ?? undefined
  } while (after !== undefined && confirming.length * PAGE < MAX_CONVERSATIONS)
  return (await Promise.all(confirming)).flat()
}

/** The person that someone means by an id or a handle (`@maren`), or null when there is none or there are several. */
export async function findPerson(store: StoreReader, idOrHandle: string): Promise<Reader | null> {
  const text = idOrHandle.trim()
  const byId = (await store.get<Versioned<DirectoryState>>(collections.directory, [text])).get(text)
  if (byId && !byId.body.state.deleted && byId.body.state.subject.kind === 'person') return { kind: 'person', id: text }
  const handle = text.replace(/^@/, '').toLowerCase()
  const found = await store.findBy<Versioned<DirectoryState>>(collections.directory, 'handle', [handle], { limit: 2 })
  const [only, second] = found
  return only && !second ? { kind: 'person', id: only.id } : null
}
