// How much there is: for the lines that `start` and `ingest` print.

import { type Collection, collections } from '@thala/contracts'
import type { IncidentState, MessageState } from '@thala/incidents'
import { evaluate, isShown } from '@thala/incidents'
import type { DeadLetter } from '@thala/runtime'
import type { StoreReader, Versioned } from '@thala/service'
import { scanAll } from '@thala/store'

/** `1 record`, `2 records`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

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

async function countIncidents(store: StoreReader): Promise<Pick<Counts, 'incidents' | 'resolved'>> {
  let incidents = 0
  let resolved = 0
  for await (const { body } of scanAll<Versioned<IncidentState>>(store, collections.incidents)) {
    const { status } = evaluate(Object.values(body.state.entries))
    if (isShown(status)) incidents++
    if (status === 'Resolved') resolved++
  }
  return { incidents, resolved }
}

export async function countAll(store: StoreReader): Promise<Counts> {
  return {
    messages: await count<Versioned<MessageState>>(store, collections.messages, ({ state }) => !state.deleted),
    ...(await countIncidents(store)),
    deadLetters: await count<DeadLetter>(store, collections.deadLetters, ({ status }) => status === 'dead'),
  }
}
