// Documents for the benchmarks of the stores: the same ones in every run.

import type { Document } from '@thala/store'
import { mulberry32 } from '@thala/testkit'

export interface Sample {
  readonly id: string
  readonly conversationId: string
  readonly terms: readonly string[]
  readonly vector: Int8Array
}

export const DIMENSIONS = 384
const CONVERSATIONS = 20

export const conversations = Array.from({ length: CONVERSATIONS }, (_, i) => `c${i}`)

export function samples(count: number, seed = 1): Sample[] {
  const random = mulberry32(seed)
  // Ranks of words follow Zipf's law, as they do in texts.
  const word = () => `w${Math.floor(5_000 ** random())}`
  return Array.from({ length: count }, (_, i) => ({
    id: `d${seed}-${i}`,
    conversationId: `c${i % CONVERSATIONS}`,
    terms: Array.from({ length: 30 }, word),
    vector: Int8Array.from({ length: DIMENSIONS }, () => Math.round((random() - 0.5) * 60)),
  }))
}

export const toDocument = ({ id, conversationId, terms, vector }: Sample, round: number): Document => ({
  id,
  body: { text: terms.join(' '), round },
  index: { conversationId, at: round },
  search: { conversationId, terms, vector },
})
