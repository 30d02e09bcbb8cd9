// The answer key of the sample workspace, and how a store compares with it. For tests and for `bench`.

import { readFile } from 'node:fs/promises'
import { collections, incidentId } from '@thala/contracts'
import { evaluate, type IncidentState, isLive } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'
import { z } from 'zod'

const link = z.object({ message: z.string(), role: z.string(), via: z.string() })
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
  orphans: z.array(z.object({ message: z.string(), why: z.string() })),
  traps: z.array(z.object({ message: z.string(), why: z.string() })),
  deleted: z.array(z.object({ message: z.string(), why: z.string() })),
  types: z.record(z.string(), z.string()),
})
export type AnswerKey = z.infer<typeof answerKey>

export async function readAnswerKey(file: URL): Promise<AnswerKey> {
  return answerKey.parse(JSON.parse(await readFile(file, 'utf8')))
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

/** What a store says, in the terms of the key: `channel/ts`, and incidents by the name of their root. */
export interface Found {
  readonly incidents: ReadonlyMap<string, Outcome>
  readonly links: ReadonlyMap<string, Linked>
}

export async function readFound(store: StoreReader, key: AnswerKey): Promise<Found> {
  const nameOf = new Map(key.incidents.map(({ name, root }) => [incidentId(messageId(key, root)), name]))
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

export const messageId = (key: AnswerKey, message: string): string => `slack:${key.team}:${message.replace('/', ':')}`

const short = (id: string): string => id.split(':').slice(2).join('/')
