// Where ages are counted from.

import { collections } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import type { MessageState } from './message-document.ts'

/** What is shown: the store, and what is said with everything when it is a sample. */
export interface Shown {
  readonly store: StoreReader
  readonly badge?: string | undefined
}

/** A sample's clock stands at its last message, so that it looks the same in a year. Epoch ms; null: it is no sample. */
export async function sampleClock({ store, badge }: Shown): Promise<number | null> {
  if (badge === undefined) return null
  const latest = { by: 'at', descending: true, limit: 1 }
  const { documents } = await store.scan<Versioned<MessageState>>(collections.messages, latest)
  return documents[0]?.body.state.at ?? null
}
