// The conversation that words need before they can be read: told to the directory once, and waited for until readers
// find it, which they do by its kind.

import { collections } from '@thala/contracts'
import { conversationKind } from '@thala/incidents'
import type { Output, StoreReader } from '@thala/service'
import { directoryEntryOf, type Place } from './readership.ts'
import { conversationIn, directoryOutput } from './write.ts'

export interface Ground {
  /** Nothing where the conversation is known. */
  readonly outputs: readonly Output[]
  isFound(): Promise<boolean>
}

/** The most that one look-up finds. A conversation beyond them is not waited for in vain: it is told of as late. */
const MAX_FOUND = 10_000

export async function groundFor(store: StoreReader, place: Place): Promise<Ground> {
  const { conversationId, subject } = place
  if (await conversationIn(store, conversationId)) return { outputs: [], isFound: async () => true }
  const isFound = async () => {
    const kind = [conversationKind(subject)]
    const found = await store.findBy(collections.directory, 'kind', kind, { limit: MAX_FOUND })
    return found.some(({ id }) => id === conversationId)
  }
  return { outputs: [directoryOutput(directoryEntryOf(place))], isFound }
}
