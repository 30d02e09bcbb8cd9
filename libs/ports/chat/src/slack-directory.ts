// Who and where, from an export's lists: people with their names and kinds, conversations with who may read them.
// An entry that cannot be read is told, never guessed: what is not known is readable by nobody.

import {
  type Author,
  type DirectoryEntry,
  issuesLine,
  slackConversationId,
  slackPersonId,
  sourceEventId,
} from '@thala/contracts'
import { z } from 'zod'
import { slackId } from './slack-record.ts'

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true)
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined)

export const slackUser = z.object({
  id: slackId,
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  profile: z.object({ display_name: text, real_name: text }).nullish(),
})
export type SlackUser = z.infer<typeof slackUser>

export const slackChannel = z.object({
  id: slackId,
  name: text,
  members: z
    .array(z.string())
    .nullish()
    .transform((members) => (members ?? []).filter((member) => slackId.safeParse(member).success)),
  is_ext_shared: flag,
  is_pending_ext_shared: flag,
})

/** Which of an export's lists names a conversation: the list says who may read it. */
export const channelLists = {
  'channels.json': 'public',
  'groups.json': 'private',
  'mpims.json': 'private',
  'dms.json': 'private',
} as const
export type ChannelList = keyof typeof channelLists

export interface Channel {
  readonly id: string
  /** The export keeps its messages in a folder of this name, or of its id. */
  readonly name: string
  readonly visibility: 'public' | 'private' | 'shared'
  readonly members: readonly string[]
}

export interface Listed<T> {
  readonly entries: readonly T[]
  readonly faults: readonly { readonly index: number; readonly value: unknown; readonly reason: string }[]
}

const readEach = <T>(list: readonly unknown[], schema: z.ZodType<T>): Listed<T> => {
  const read = list.map((value, index) => ({ value, index, parsed: schema.safeParse(value) }))
  return {
    entries: read.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])),
    faults: read.flatMap(({ value, index, parsed }) =>
      parsed.success ? [] : [{ index, value, reason: issuesLine(parsed.error) }],
    ),
  }
}

export const readUsers = (list: readonly unknown[]): Listed<SlackUser> => readEach(list, slackUser)

export function readChannels(list: readonly unknown[], from: ChannelList): Listed<Channel> {
  const { entries, faults } = readEach(list, slackChannel)
  return {
    faults,
    entries: entries.map((channel) => ({
      id: channel.id,
      name: channel.name ?? channel.id,
      visibility: channel.is_ext_shared || channel.is_pending_ext_shared ? 'shared' : channelLists[from],
      members: channel.members,
    })),
  }
}

const nameOf = (user: SlackUser): string =>
  user.profile?.display_name ?? user.real_name ?? user.profile?.real_name ?? user.name ?? user.id

export const isBot = (user: SlackUser): boolean => user.is_bot || user.id === 'USLACKBOT'

export const authorOfUser = (user: SlackUser): Omit<Author, 'id'> => ({
  name: nameOf(user),
  kind: isBot(user) ? 'bot' : 'person',
})

/** Team of most of the people: those of another organisation, in shared channels, carry their own. */
export function teamOf(users: readonly SlackUser[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { team_id: team } of users) if (team) counts.set(team, (counts.get(team) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0]
}

/** A directory entry with its event id, without the version of the envelope. */
export type DirectoryEvent = Omit<DirectoryEntry, 'v'>

/** `revision`: epoch ms of the latest thing that the export tells. */
export function personEntry(team: string, user: SlackUser, revision: number): DirectoryEvent {
  return entryOf(slackPersonId(team, user.id), revision, {
    kind: 'person',
    name: nameOf(user).slice(0, 256),
    handle: (user.name ?? user.id).slice(0, 256),
    bot: isBot(user),
    guest: user.is_restricted || user.is_ultra_restricted,
    active: !user.deleted,
  })
}

export function conversationEntry(team: string, channel: Channel, revision: number): DirectoryEvent {
  return entryOf(slackConversationId(team, channel.id), revision, {
    kind: 'conversation',
    name: channel.name.slice(0, 256),
    visibility: channel.visibility,
    members: channel.members.slice(0, 100_000).map((user) => slackPersonId(team, user)),
  })
}

const entryOf = (subjectId: string, revision: number, subject: DirectoryEntry['subject']): DirectoryEvent => ({
  id: sourceEventId(subjectId, revision, false, subject),
  subjectId,
  source: 'slack',
  revision,
  deleted: false,
  subject,
})
