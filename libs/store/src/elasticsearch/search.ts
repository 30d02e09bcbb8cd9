// Finds by words (BM25) and by meaning (HNSW), both within the conversations that may be read, and fuses the two as every
// store does. Cosines are computed here, from the bytes: exact, also for what was found by words alone.

import { cosine } from '../cosine.ts'
import { type Candidate, fuse } from '../fuse.ts'
import { CANDIDATES } from '../limits.ts'
import type { Hit } from '../port.ts'
import type { CheckedQuery } from '../query.ts'
import type { Elastic } from './client.ts'
import { askTogether, documentOf, type Found, type Question } from './read.ts'
import { textToVector, word } from './values.ts'

interface FoundCandidate extends Candidate {
  readonly found: Found
}

export async function search<T>(elastic: Elastic, alias: string, query: CheckedQuery): Promise<Hit<T>[]> {
  const { terms, vector, conversations, k } = query
  const n = Math.max(CANDIDATES, k)
  const filter = { terms: { conversationId: conversations } }
  const byWords = terms.length > 0 ? [wordQuestion(terms, filter, n)] : []
  const byMeaning = vector ? [meaningQuestion(vector, filter, n)] : []
  const answers = await askTogether(elastic, alias, [...byWords, ...byMeaning])
  const candidates = new Map<string, FoundCandidate>()
  for (const [i, answer] of answers.entries())
    for (const found of answer) {
      const { id, vector: bytes } = found._source
      if (candidates.has(id)) continue
      const near = vector && bytes !== undefined ? cosine(vector, textToVector(bytes)) : null
      candidates.set(id, { id, found, words: i < byWords.length ? found._score : null, cosine: near })
    }
  return fuse([...candidates.values()], k).map(({ candidate, score }) => ({
    document: documentOf<T>(candidate.found),
    score,
    cosine: candidate.cosine,
  }))
}

function wordQuestion(terms: readonly string[], filter: object, size: number): Question {
  const must = { match: { words: { query: terms.map(word).join(' ') } } }
  return { query: { bool: { must, filter } }, sort: [{ _score: 'desc' }, { id: 'asc' }], size }
}

/** Neighbours looked at for each one wanted; see `recall.int.test.ts`. */
const CANDIDATES_EACH = 2

function meaningQuestion(vector: Int8Array, filter: object, k: number): Question {
  const knn = { field: 'vector', query_vector: [...vector], k, num_candidates: CANDIDATES_EACH * k, filter }
  return { knn, size: k }
}
