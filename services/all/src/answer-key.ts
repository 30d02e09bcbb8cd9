// The answer key of the sample workspace, and how a store compares with it. For tests and for `bench`.

import { readFile } from 'node:fs/promises'
import { collections, incidentId, likeliestType } from '@thala/contracts'
import { evaluate, type IncidentState, isLive, type MessageState } from '@thala/incidents'
import { openMbox } from '@thala/mail'
import type { StoreReader, Versioned } from '@thala/service'
import { z } from 'zod'

const link = z.object({ message: z.string(), role: z.string(), via: z.string() })
const remark = z.object({ message: z.string(), why: z.string() })
const answerKey = z.object({
  team: z.string(),
  incidents: z.array(
    z.object({
      name: z.string(),
      root: z.string(),
      status: z.string(),
      suspectedFix: z.string().nullable(),
      resolvedBy: z.string().nullable(),
      messages: z.array(link),
    }),
  ),
  orphans: z.array(remark),
  traps: z.array(remark),
  deleted: z.array(remark),
  types: z.record(z.string(), z.string()),
})
export interface AnswerKey extends z.infer<typeof answerKey> {
  /** Ids of the mails by their `Message-ID`, of which an id holds no more than a hash. */
  readonly mails: ReadonlyMap<string, string>
}

const SITE = 'nettlecart.atlassian.example'

/** The mailbox lies beside the key. */
export async function readAnswerKey(file: URL): Promise<AnswerKey> {
  const key = answerKey.parse(JSON.parse(await readFile(file, 'utf8')))
  return { ...key, mails: await mailsOf(await readFile(new URL('mail/support.mbox', file))) }
}

/** The mails stand in the file in the order in which they came, which is that of their events. */
async function mailsOf(bytes: Buffer): Promise<Map<string, string>> {
  const file = {
    async *chunks() {
      yield bytes
    },
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  }
  const names = [...bytes.toString('latin1').matchAll(/^Message-ID: <([^<>]+)>$/gm)].flatMap(([, name]) => name ?? [])
  const mbox = await openMbox(file, { receivedAt: Date.now(), readers: new Map() })
  const mails = new Map<string, string>()
  for await (const mail of mbox.messages()) {
    const name = names[mails.size]
    if (mail.kind !== 'message' || name === undefined) throw new Error('support.mbox: not every mail is read')
    mails.set(name, mail.event.messageId)
  }
  return mails
}

export interface Linked {
  readonly incident: string
  readonly role: string
}

export interface Outcome {
  readonly status: string
  readonly resolvedBy: string | null
  readonly suspectedFix: string | null
}

/** What a store says, in the terms of the key: its names of messages, and incidents by the name of their root. */
export interface Found {
  readonly incidents: ReadonlyMap<string, Outcome>
  readonly links: ReadonlyMap<string, Linked>
}

export async function readFound(store: StoreReader, key: AnswerKey): Promise<Found> {
  const nameOf = new Map(key.incidents.map(({ name, root }) => [incidentId(messageId(key, root)), name]))
  const short = namesOf(key)
  const page = await store.scan<Versioned<IncidentState>>(collections.incidents, { limit: 1_000 })
  const incidents = new Map<string, Outcome>()
  const links = new Map<string, Linked>()
  for (const { id, body } of page.documents) {
    const entries = Object.values(body.state.entries).filter(isLive)
    if (entries.length === 0) continue
    const name = nameOf.get(id) ?? `(opened by ${short(entries[0]?.entryId ?? '')})`
    const { status, resolution, suspectedFix } = evaluate(entries)
    incidents.set(name, {
      status,
      resolvedBy: resolution && short(resolution.messageId),
      suspectedFix: suspectedFix && short(suspectedFix.messageId),
    })
    for (const { entryId, role } of entries) links.set(short(entryId), { incident: name, role })
  }
  return { incidents, links }
}

export const sources = ['slack', 'jira', 'mail'] as const
export type Source = (typeof sources)[number]

/** Where a message of the key comes from. */
export const sourceOf = (message: string): Source =>
  message.startsWith('jira/') ? 'jira' : message.startsWith('mail/') ? 'mail' : 'slack'

export function messageId(key: AnswerKey, message: string): string {
  const rest = message.slice(message.indexOf('/') + 1)
  switch (sourceOf(message)) {
    case 'jira':
      return `jira:${SITE}:${rest}`
    case 'mail':
      return key.mails.get(rest) ?? `mail without an id: ${rest}`
    case 'slack':
      return `slack:${key.team}:${message.replace('/', ':')}`
  }
}

/** Names of the key for ids; an id that the key has no name for stands for itself. */
function namesOf(key: AnswerKey): (id: string) => string {
  const names = new Map(Object.keys(key.types).map((message) => [messageId(key, message), message]))
  return (id) => names.get(id) ?? id
}

/** The type of every live message by the name it has in the key: what its source said, else the likeliest. */
export async function readTypes(store: StoreReader, key: AnswerKey): Promise<ReadonlyMap<string, string>> {
  const short = namesOf(key)
  const page = await store.scan<Versioned<MessageState>>(collections.messages, { limit: 1_000 })
  return new Map(
    page.documents.flatMap(({ id, body: { state } }) => {
      if (state.deleted) return []
      const type = state.said?.type ?? (state.classification ? likeliestType(state.classification.types) : undefined)
      return type === undefined ? [] : [[short(id), type] as const]
    }),
  )
}
