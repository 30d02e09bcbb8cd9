// On whose behalf something is asked. Promise: who or what the directory does not know reads nothing, and nothing is posted
// where people of another organisation see it, unless that channel is listed.

import { collections, slackConversationId, slackPersonId } from '@thala/contracts'
import type { DirectoryState, Reader } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'

export type Person = Extract<Reader, { kind: 'person' }>

/** Null for somebody who is not known, or not active any more. */
export async function personAsking(store: StoreReader, team: string, user: string): Promise<Person | null> {
  const id = slackPersonId(team, user)
  const subject = await subjectOf(store, id)
  return subject?.kind === 'person' && subject.active ? { kind: 'person', id } : null
}

export interface Place {
  readonly team: string
  readonly channel: string
  /** Slack says so, which may be news to the directory. */
  readonly isExternallyShared: boolean
}

/** What everybody in a channel may read: what was said there. Null where nothing may be posted. */
export async function channelAsking(
  store: StoreReader,
  { team, channel, isExternallyShared }: Place,
  listed: ReadonlySet<string>,
): Promise<Reader | null> {
  const id = slackConversationId(team, channel)
  const subject = await subjectOf(store, id)
  if (subject?.kind !== 'conversation') return null
  if ((isExternallyShared || subject.visibility === 'shared') && !listed.has(channel)) return null
  return { kind: 'conversations', ids: [id] }
}

async function subjectOf(store: StoreReader, id: string): Promise<DirectoryState['subject'] | null> {
  const state = (await store.get<Versioned<DirectoryState>>(collections.directory, [id])).get(id)?.body.state
  return state && !state.deleted ? state.subject : null
}
