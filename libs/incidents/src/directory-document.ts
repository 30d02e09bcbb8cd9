// The document of a conversation or a person: who may read what, and how things are called. A register.

import type { DirectoryEntry } from '@thala/contracts'
import { type Document, register, type Version } from '@thala/store'

export interface DirectoryState extends Version {
  readonly subject: DirectoryEntry['subject']
}

export type Conversation = Extract<DirectoryEntry['subject'], { kind: 'conversation' }>

/** Values of the field `kind`: conversations are looked up by who may read them. */
export const directoryKinds = {
  person: 'person',
  public: 'conversation:public',
  private: 'conversation:private',
  /** Private, and open to the operators of the installation. */
  operators: 'conversation:operators',
  /** Private, and open to whoever reads another conversation. */
  following: 'conversation:following',
  shared: 'conversation:shared',
} as const

export const evolveDirectory = (state: DirectoryState | undefined, event: DirectoryEntry): DirectoryState =>
  register(state, { id: event.id, revision: event.revision, deleted: event.deleted, subject: event.subject })

/** Members by whom a conversation is found, the most that a store takes; those beyond are denied if it is private. */
const MAX_MEMBERS = 20_000

/** What is gone is found by its id alone. */
export function projectDirectory({ deleted, subject }: DirectoryState): Pick<Document, 'index'> {
  if (deleted) return { index: {} }
  if (subject.kind === 'person') return { index: { kind: directoryKinds.person, handle: subject.handle.toLowerCase() } }
  return { index: { kind: conversationKind(subject), member: subject.members.slice(0, MAX_MEMBERS) } }
}

/** By which readers find it. */
export function conversationKind({ visibility, readersOf, operators }: Conversation): string {
  if (visibility !== 'private') return directoryKinds[visibility]
  if (readersOf !== undefined) return directoryKinds.following
  return operators ? directoryKinds.operators : directoryKinds.private
}
