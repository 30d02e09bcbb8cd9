// How much there is: for the lines that `start` and `ingest` print.

import { type Collection, collections } from '@thala/contracts'
import type { IncidentState, MessageState } from '@thala/incidents'
import { evaluate } from '@thala/incidents'
import type { DeadLetter } from '@thala/runtime'
import type { StoreReader, Versioned } from '@thala/service'
import { scanAll } from '@thala/store'

export interface Counts {
  readonly messages: number
  readonly incidents: number
  readonly resolved: number
  readonly deadLetters: number
}

async function count<T>(store: StoreReader, collection: Collection, counts: (body: T) => boolean): Promise<number> {
  let found = 0
  for await (const { body } of scanAll<T>(store, collection)) if (counts(body)) found++
  return found
}

export async function countFolder({ store }: { readonly store: StoreReader }): Promise<Counts> {
  const statusOf = (body: Versioned<IncidentState>) => evaluate(Object.values(body.state.entries)).status
  const incidents = (...statuses: readonly string[]) =>
    count<Versioned<IncidentState>>(store, collections.incidents, (body) => statuses.includes(statusOf(body)))
  return {
    messages: await count<Versioned<MessageState>>(store, collections.messages, ({ state }) => !state.deleted),
    incidents: await incidents('Open', 'Resolved', 'Reopened'),
    resolved: await incidents('Resolved'),
    deadLetters: await count<DeadLetter>(store, collections.deadLetters, ({ status }) => status === 'dead'),
  }
}
