// The state that has to be the same however events arrived and however often a process died: what the tests compare.
// Not in it: vectors, scores, reasoning, wall times, versions, aliases, withdrawn entries, incidents without a live entry,
// replayed dead letters.

import type { Bus } from '@thala/bus'
import {
  type Collection,
  canonicalJson,
  collections,
  likeliestType,
  PARTITIONS,
  readRecord,
  sha256,
  topics,
} from '@thala/contracts'
import { byTime, evaluate, type IncidentState, isLive, type MessageState } from '@thala/incidents'
import { type DeadLetter, type Env, topicName } from '@thala/runtime'
import type { StoreReader, Versioned } from '@thala/service'
import { type Document, scanAll } from '@thala/store'

export interface IncidentLine {
  readonly id: string
  readonly status: string
  readonly entries: readonly {
    readonly message: string
    readonly role: string
    readonly at: number
    readonly kind: string
  }[]
}

export interface State {
  readonly messages: readonly object[]
  readonly incidents: readonly IncidentLine[]
  readonly corrections: readonly string[]
  readonly deadLetters: readonly string[]
}

const PAGE = 1_000

async function all<T>(store: StoreReader, collection: Collection): Promise<Document<T>[]> {
  const documents = await Array.fromAsync(scanAll<T>(store, collection))
  return documents.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

function messageLine(id: string, state: MessageState): object[] {
  if (state.deleted) return []
  const type = state.said?.type ?? (state.classification && likeliestType(state.classification.types))
  return [{ id, revision: state.revision, type, conversation: state.conversationId, text: sha256(state.text) }]
}

function incidentLine(id: string, state: IncidentState): IncidentLine[] {
  const live = Object.values(state.entries).filter(isLive)
  if (live.length === 0) return []
  live.sort(byTime)
  const entries = live.map(({ entryId, role, at, evidence }) => ({ message: entryId, role, at, kind: evidence.kind }))
  return [{ id, status: evaluate(live).status, entries }]
}

async function correctionIds(bus: Bus, env: Env): Promise<string[]> {
  const ids = new Set<string>()
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (let from = 0; ; ) {
      const records = await bus.read({ topic: topicName(topics.corrections, env), partition, from, limit: PAGE })
      for (const record of records) {
        const read = readRecord(topics.corrections, record.value)
        if (read.ok) ids.add(read.value.id)
        from = record.offset + 1
      }
      if (records.length < PAGE) break
    }
  return [...ids].sort()
}

export async function readState(store: StoreReader, bus: Bus, env: Env = {}): Promise<State> {
  const messages = await all<Versioned<MessageState>>(store, collections.messages)
  const incidents = await all<Versioned<IncidentState>>(store, collections.incidents)
  const letters = await all<DeadLetter>(store, collections.deadLetters)
  return {
    messages: messages.flatMap(({ id, body }) => messageLine(id, body.state)),
    incidents: incidents.flatMap(({ id, body }) => incidentLine(id, body.state)),
    corrections: await correctionIds(bus, env),
    deadLetters: letters.filter(({ body }) => body.status === 'dead').map(({ id }) => id),
  }
}

export const hashOf = (state: State): string => sha256(canonicalJson(state))

export const stateHash = async (store: StoreReader, bus: Bus, env: Env = {}): Promise<string> =>
  hashOf(await readState(store, bus, env))
