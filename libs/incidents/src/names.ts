// What conversations and people are called, read once for everything that one answer shows.

import { collections, slackConversationId, slackPersonId } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import { plain } from '@thala/text'
import type { DirectoryState } from './directory-document.ts'
import type { LiveMessage } from './message-document.ts'

/** Names by conversation or person id; an id that is missing has no name that this reader may be told. */
export type Names = ReadonlyMap<string, string>

const MENTION = /<([@#])([A-Z0-9]+)/g

/** Names of where these messages stand, whom and what they mention, and of `people` besides. */
export async function readNames(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  messages: readonly LiveMessage[],
  people: readonly string[] = [],
): Promise<Names> {
  const ids = messages.flatMap((message) => [message.conversationId, ...mentioned(message)])
  const wanted = [...new Set([...ids, ...people])]
  const found = await store.get<Versioned<DirectoryState>>(collections.directory, wanted)
  const names = new Map<string, string>()
  for (const [id, { body }] of found) {
    const { deleted, subject } = body.state
    // The name of a private conversation is its members' alone: a mention elsewhere must not tell it.
    const open = subject.kind === 'person' || subject.visibility === 'public' || conversations.has(id)
    if (!deleted && open) names.set(id, subject.name)
  }
  return names
}

function mentioned(message: LiveMessage): string[] {
  const team = teamOf(message)
  if (team === null) return []
  return [...message.text.matchAll(MENTION)].map(([, sign, id = '']) =>
    sign === '@' ? slackPersonId(team, id) : slackConversationId(team, id),
  )
}

const teamOf = (message: LiveMessage): string | null => /^slack:([^:]+):/.exec(message.conversationId)?.[1] ?? null

/** The words of a message without markup, people and channels by name; its attachments' texts when it has no own words. */
export function wordsOf(message: LiveMessage, names: Names): string {
  const team = teamOf(message) ?? ''
  const own = plain(message.text, {
    person: (id) => names.get(slackPersonId(team, id)),
    channel: (id) => names.get(slackConversationId(team, id)),
  }).trim()
  if (own !== '') return own
  return message.attachments.flatMap(({ text }) => text?.trim() ?? []).join('\n')
}
