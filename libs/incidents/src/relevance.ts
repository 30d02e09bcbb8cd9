// How well a message answers a query, 0 to 1: the same scale for every query and both stores, so that a floor can be set.
// Pure. Meaning (cosine of sentence vectors) and words (share of the query's terms that the message has) add up.

export interface Likeness {
  /** Cosine of the sentence vectors, -1 to 1; null when one of them is missing. */
  readonly cosine: number | null
  /** Share of the query's distinct terms that the message has, 0 to 1. */
  readonly coverage: number
}

/** Weight of meaning against words. By hand: a paraphrase without a common word may still reach 0.7. */
const MEANING = 0.7

export const relevance = ({ cosine, coverage }: Likeness): number =>
  cosine === null ? coverage : MEANING * Math.max(0, Math.min(1, cosine)) + (1 - MEANING) * coverage

/**
 * Least relevance of an answer. On the sample workspace with all-MiniLM-L6-v2: of 34 queries about one of its incidents (18
 * short titles, 16 paraphrases), 30 find theirs above it; of 20 about something else, 17 find nothing.
 */
export const FLOOR = 0.3

/** Least share of the best answer's relevance: beside a clear answer, what merely shares a word is noise. By hand. */
const SHARE_OF_BEST = 0.5

/** What is left of the incidents that a query found: those that bear comparison with the best of them. */
export function worthShowing<T extends { readonly relevance: number }>(found: readonly T[]): T[] {
  const best = Math.max(0, ...found.map(({ relevance }) => relevance))
  return found.filter(({ relevance }) => relevance >= best * SHARE_OF_BEST)
}

/** What each further relevant message of one incident adds to its best, at most three times. */
const FURTHER = 0.02
const MAX_FURTHER = 3

/** Of an incident, from its messages' relevance: the best counts, several relevant ones a little more. */
export const incidentRelevance = (messages: readonly number[]): number =>
  Math.min(1, bestAndFurther(messages, messages.filter((one) => one >= FLOOR).length))

/** The same of the store's scores: 0 for a message that is not relevant. */
export const incidentScore = (messages: readonly number[]): number =>
  bestAndFurther(messages, messages.filter((one) => one > 0).length)

const bestAndFurther = (messages: readonly number[], relevant: number): number =>
  Math.max(0, ...messages) + FURTHER * Math.min(MAX_FURTHER, Math.max(0, relevant - 1))

export function coverage(queryTerms: readonly string[], messageTerms: readonly string[]): number {
  const wanted = new Set(queryTerms)
  const there = new Set(messageTerms)
  const common = [...wanted].filter((term) => there.has(term)).length
  return wanted.size === 0 ? 0 : common / wanted.size
}
