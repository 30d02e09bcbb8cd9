// Elasticsearch and the embedded store answer the same questions over the same messages: at least 8 of the top 10 agree.

import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { type Body, messageOf, numbered, put, range, using } from '../contract/opened.ts'
import { openFresh as openEmbedded } from '../embedded/harness.ts'
import { VECTOR_BYTES } from '../limits.ts'
import type { Document, Store } from '../port.ts'
import { seededRandom } from '../testing/random.ts'
import { openFresh } from './harness.ts'

const { messages } = collections

const SUBJECTS = [
  'payments checkout card refund gateway declined',
  'database postgres replica lag connections failover',
  'login session token oauth expired redirect',
  'search index elasticsearch shard slow query',
  'network dns packet loss vpn latency',
  'deploy rollback release pipeline build broken',
  'queue kafka consumer lag partition stuck',
  'mail smtp bounce delivery delayed spam',
].map((words) => words.split(' '))
const COMMON = 'error down again since this morning users report timeout fixed restarted looking into'.split(' ')
const DOCUMENTS = 400
const QUERIES = 24

/** Messages of one subject each, with common words; the vector of a text is the sum of its words' directions. */
function corpus(random: () => number) {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? ''
  const directions = new Map<string, readonly number[]>()
  const directionOf = (word: string) => {
    const known = directions.get(word) ?? range(VECTOR_BYTES).map(() => random() - 0.5)
    directions.set(word, known)
    return known
  }
  const text = (own: number, common: number) => {
    const subject = SUBJECTS[Math.floor(random() * SUBJECTS.length)] ?? []
    return [...range(own).map(() => pick(subject)), ...range(common).map(() => pick(COMMON))].join(' ')
  }
  const vectorOf = (words: string) => {
    const all = words.split(' ').map(directionOf)
    const sum = range(VECTOR_BYTES).map((i) => all.reduce((total, direction) => total + (direction[i] ?? 0), 0))
    const most = Math.max(...sum.map(Math.abs))
    return Int8Array.from(sum, (value) => Math.round((value / most) * 127))
  }
  return { text, vectorOf }
}

describeWithServer('elasticsearch', 'the two stores', (url) => {
  it('agree on at least 8 of the top 10', () =>
    using(
      () => openFresh(url),
      (_, elasticsearch) =>
        using(
          () => openEmbedded(),
          async (_, embedded) => {
            const { text, vectorOf } = corpus(seededRandom(3))
            const documents = range(DOCUMENTS).map((n): Document<Body> => {
              const words = text(2 + (n % 5), 2 + (n % 7))
              return messageOf(numbered(n), words, { conversationId: `c${n % 4}`, vector: vectorOf(words) })
            })
            for (const store of [elasticsearch, embedded]) {
              await put(store, messages, ...documents)
              await store.refresh()
            }
            const top = async (store: Store, words: string, by: 'words' | 'meaning' | 'both') => {
              const terms = by === 'meaning' ? [] : words.split(' ')
              const vector = by === 'words' ? {} : { vector: vectorOf(words) }
              const query = { terms, ...vector, conversations: ['c0', 'c1', 'c2'], k: 10 }
              return (await store.search(messages, query)).map(({ document }) => document.id)
            }
            const disagreements: unknown[] = []
            for (const n of range(QUERIES)) {
              const words = text(2 + (n % 3), n % 2)
              for (const by of ['words', 'meaning', 'both'] as const) {
                const [one, other] = [await top(embedded, words, by), await top(elasticsearch, words, by)]
                expect(one).toHaveLength(10)
                const same = one.filter((id) => other.includes(id)).length
                if (same < 8) disagreements.push({ words, by, same, one, other })
              }
            }
            expect(disagreements).toEqual([])
          },
        ),
    ))
})
