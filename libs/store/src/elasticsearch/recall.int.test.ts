// How many of the true neighbours the server's approximate index finds, against the exact scan of the embedded store.

import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { messageOf, numbered, put, range, using } from '../contract/opened.ts'
import { createMatrix } from '../embedded/matrix.ts'
import { VECTOR_BYTES } from '../limits.ts'
import { seededRandom } from '../testing/random.ts'
import { openFresh } from './harness.ts'

const { messages } = collections

const DOCUMENTS = 2000
const CLUSTERS = 40
const QUERIES = 50
const K = 10

/** Around one of so many centres, as sentences about few subjects are. */
function vectors(random: () => number) {
  const noise = (spread: number) => Math.round((random() + random() + random() - 1.5) * spread)
  const centres = range(CLUSTERS).map(() => Int8Array.from({ length: VECTOR_BYTES }, () => noise(40)))
  return () => {
    const centre = centres[Math.floor(random() * CLUSTERS)] ?? new Int8Array(VECTOR_BYTES)
    return centre.map((value) => value + noise(30))
  }
}

describeWithServer('elasticsearch', 'neighbours by meaning', (url) => {
  it('are at least 95 % of the true ones, also where one conversation in twenty may be read', () =>
    using(
      () => openFresh(url),
      async (_, store) => {
        const vectorOf = vectors(seededRandom(11))
        const matrix = createMatrix()
        const documents = range(DOCUMENTS).map((n) => {
          const [id, conversationId, vector] = [numbered(n), `c${n % 20}`, vectorOf()]
          matrix.set({ doc: n, found: { id, conversation: conversationId, vector } })
          return messageOf(id, '', { conversationId, vector })
        })
        await put(store, messages, ...documents)
        await store.refresh()
        const recall = async (conversations: string[]) => {
          let found = 0
          for (const _ of range(QUERIES)) {
            const vector = vectorOf()
            const hits = await store.search(messages, { terms: [], vector, conversations, k: K })
            const ids = new Set(hits.map(({ document }) => document.id))
            found += matrix.nearest(vector, conversations, K).filter(({ id }) => ids.has(id)).length
          }
          return found / (QUERIES * K)
        }
        expect(await recall(range(20).map((n) => `c${n}`))).toBeGreaterThanOrEqual(0.95)
        expect(await recall(['c7'])).toBeGreaterThanOrEqual(0.95)
      },
    ))
})
