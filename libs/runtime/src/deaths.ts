// Sudden death: a count in the store, raised before a message is handled, so that it survives kill -9.
// After a death the batch is taken one message at a time, and so is every other suspect batch of the process: what dies
// then has one cause. Only a death inside its handler counts against a message; the third sends it to the dead letters.

import { collections } from '@thala/contracts'
import type { Store } from '@thala/store'
import type { Turns } from './turns.ts'

/** Deaths at one offset, alone in the handler, after which a message is given up. */
export const MOST_DEATHS = 3

interface Attempt {
  /** Offsets that were being handled; a later start beyond `last` means that they were committed. */
  readonly first: number
  readonly last: number
  /** How often `first` went into its handler alone and never came out. */
  readonly deaths: number
}

export interface Careful {
  /** Handle one at a time up to this offset (inclusive); -1 when nothing died here. */
  readonly aloneUntil: number
  /** The message that earlier processes died of, if any. */
  readonly accused?: { readonly offset: number; readonly deaths: number }
}

export interface Deaths {
  /** Notes that these offsets are about to be handled together. */
  begin(partition: string, first: number, last: number): Promise<Careful>
  /** Runs the handler of one suspect message, and of no other suspect in this process meanwhile. */
  alone<T>(partition: string, offset: number, until: number, work: () => Promise<T>): Promise<T>
}

/** `suspects` is shared by every stage of a process: with two suspects in their handlers, a death would accuse both. */
export function deathsOf(store: Store, group: string, suspects: Turns): Deaths {
  const idOf = (partition: string) => `${group}/${partition}`
  const note = async (partition: string, next: (current: Attempt | undefined) => Attempt) => {
    const id = idOf(partition)
    await store.update<Attempt>(collections.attempts, [id], (current) => ({ id, body: next(current?.body), index: {} }))
  }
  return {
    async begin(partition, first, last) {
      const id = idOf(partition)
      const before = (await store.get<Attempt>(collections.attempts, [id])).get(id)?.body
      if (before && first <= before.last)
        return { aloneUntil: before.last, accused: { offset: before.first, deaths: before.deaths } }
      await note(partition, () => ({ first, last, deaths: 0 }))
      return { aloneUntil: -1 }
    },
    alone: (partition, offset, until, work) =>
      suspects(async () => {
        const last = Math.max(until, offset)
        await note(partition, (current) => ({
          first: offset,
          last,
          deaths: current?.first === offset ? current.deaths + 1 : 1,
        }))
        try {
          return await work()
        } finally {
          await note(partition, () => ({ first: offset, last, deaths: 0 }))
        }
      }),
  }
}
