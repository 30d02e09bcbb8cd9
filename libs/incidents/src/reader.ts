// Who reads, and which conversations that opens. Asked at the time of reading, from the directory as it is now.
// Promise: what the directory does not say is denied; a look-up that fails throws, so that nothing is shown.

import { collections } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import { type DirectoryState, directoryKinds } from './directory-document.ts'

export type Reader =
  /** A caller without a key on this machine: reads what is open to the whole workspace. */
  | { readonly kind: 'local-operator' }
  | { readonly kind: 'person'; readonly id: string }
  /** What these conversations may read together: an answer that is posted where others see it. */
  | { readonly kind: 'conversations'; readonly ids: readonly string[] }

/** Most conversations that one reader is given; the largest workspaces have fewer open ones. */
const MAX_CONVERSATIONS = 100_000
const PAGE = 500
/** Most conversations of one person, which is the most that one look-up finds; those beyond are denied. */
const MAX_JOINED = 10_000

/** Ids of the conversations of which this reader may read the messages. Externally shared ones only when named outright. */
export async function readableConversations(store: StoreReader, reader: Reader): Promise<string[]> {
  switch (reader.kind) {
    case 'local-operator':
      return publicConversations(store)
    case 'conversations':
      return listed(store, reader.ids)
    case 'person':
      return ofPerson(store, reader.id)
  }
}

async function ofPerson(store: StoreReader, id: string): Promise<string[]> {
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, [id])
  const entry = found.get(id)?.body.state
  if (!entry || entry.deleted || entry.subject.kind !== 'person' || !entry.subject.active) return []
  const joined = await store.findBy<Versioned<DirectoryState>>(collections.directory, 'member', [id], {
    limit: MAX_JOINED,
  })
  const own = await confirmed(store, joined, (state) => isOpenTo(id, state))
  return entry.subject.guest ? own : [...new Set([...(await publicConversations(store)), ...own])]
}

/** Look-ups by field may lag behind the documents, which are therefore asked once more. */
async function confirmed(
  store: StoreReader,
  candidates: readonly { id: string }[],
  isOpen: (state: DirectoryState) => boolean,
): Promise<string[]> {
  const ids = candidates.map((candidate) => candidate.id)
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, ids)
  return [...found.values()].filter((document) => isOpen(document.body.state)).map((document) => document.id)
}

const isOpenTo = (person: string, { deleted, subject }: DirectoryState): boolean =>
  !deleted && subject.kind === 'conversation' && subject.visibility !== 'shared' && subject.members.includes(person)

async function listed(store: StoreReader, ids: readonly string[]): Promise<string[]> {
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, [...new Set(ids)])
  const known = [...found.values()].filter(({ body: { state } }) => !state.deleted)
  return known.filter(({ body }) => body.state.subject.kind === 'conversation').map((document) => document.id)
}

async function publicConversations(store: StoreReader): Promise<string[]> {
  const ids: string[] = []
  const only = { by: 'kind', from: directoryKinds.public, to: directoryKinds.public, limit: PAGE }
  let after: string | undefined
  do {
    const page = await store.scan<Versioned<DirectoryState>>(collections.directory, {
      ...only,
      ...(after && { after }),
    })
    ids.push(...(await confirmed(store, page.documents, isPublic)))
    after = page.next ?? undefined
  } while (after !== undefined && ids.length < MAX_CONVERSATIONS)
  return ids
}

const isPublic = ({ deleted, subject }: DirectoryState): boolean =>
  !deleted && subject.kind === 'conversation' && subject.visibility === 'public'

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
