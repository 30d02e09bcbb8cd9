// What stands beside a figure: rules that a person writes in an afternoon. None of them is used by the product.

import { terms } from '@thala/text'

const BROKEN =
  /\b(?:errors?|fail(?:s|ed|ing|ure)?|broken?|crash(?:es|ed|ing)?|bugs?|exceptions?|issues?|problems?|outage|down|not working|doesn'?t work|can'?t|cannot|unable|timeouts?|stuck)\b/i

/** A keyword rule for reports. */
export const soundsBroken = (text: string): boolean => BROKEN.test(text)

/** A keyword rule for posts of status pages. */
export function typeByKeyword(text: string): 'incident_report' | 'resolution' | 'discussion' {
  if (/\b(?:resolved|fixed|back to normal|fully recovered|operational again)\b/i.test(text)) return 'resolution'
  return /\b(?:investigating|aware of|experiencing|reports of|we are seeing)\b/i.test(text) &&
    !/\bcontinu(?:e|ing)\b/i.test(text)
    ? 'incident_report'
    : 'discussion'
}

export const mostFrequent = (values: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? ''
}

export interface WordIndex {
  /** BM25 of each document for a query, by its place; 0 where no word is shared. */
  bm25(query: string, upTo?: number): Float64Array
  /** Cosine of TF-IDF vectors of two texts. */
  tfIdf(a: string, b: string): number
}

const K1 = 1.2
const B = 0.75

/** Plain BM25 and TF-IDF over some texts, by the analyzer of the product. */
export function wordIndex(texts: readonly string[]): WordIndex {
  const postings = new Map<string, { at: number; count: number }[]>()
  const lengths = texts.map((text, at) => {
    const counts = countsOf(text)
    for (const [term, count] of counts) {
      const list = postings.get(term)
      if (list) list.push({ at, count })
      else postings.set(term, [{ at, count }])
    }
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  const idfOf = (term: string): number => {
    const df = postings.get(term)?.length ?? 0
    return Math.log(1 + (texts.length - df + 0.5) / (df + 0.5))
  }
  const weighted = (text: string) => new Map([...countsOf(text)].map(([term, count]) => [term, count * idfOf(term)]))
  const norm = (vector: ReadonlyMap<string, number>) => Math.hypot(...vector.values())
  return {
    bm25: (query, upTo = texts.length) => {
      const scores = new Float64Array(upTo)
      for (const term of countsOf(query).keys()) {
        const idf = idfOf(term)
        for (const { at, count } of postings.get(term) ?? []) {
          if (at >= upTo) break
          const longer = 1 - B + (B * (lengths[at] ?? 0)) / average
          scores[at] = (scores[at] ?? 0) + (idf * count * (K1 + 1)) / (count + K1 * longer)
        }
      }
      return scores
    },
    tfIdf: (a, b) => {
      const [x, y] = [weighted(a), weighted(b)]
      const dot = [...x].reduce((sum, [term, weight]) => sum + weight * (y.get(term) ?? 0), 0)
      return dot === 0 ? 0 : dot / (norm(x) * norm(y))
    },
  }
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** Names the class whose mean TF-IDF vector is nearest. */
export function centroidsOf(
  rows: readonly { readonly text: string; readonly label: string }[],
): (text: string) => string {
  const found = new Map<string, number>()
  for (const { text } of rows) for (const term of countsOf(text).keys()) found.set(term, (found.get(term) ?? 0) + 1)
  const weighted = (text: string): Map<string, number> => {
    const vector = new Map(
      [...countsOf(text)].map(([term, count]) => [
        term,
        (1 + Math.log(count)) * Math.log((1 + rows.length) / (1 + (found.get(term) ?? 0))),
      ]),
    )
    const length = Math.hypot(...vector.values()) || 1
    return new Map([...vector].map(([term, weight]) => [term, weight / length]))
  }
  const sums = new Map<string, Map<string, number>>()
  for (const { text, label } of rows) {
    const sum = sums.get(label) ?? new Map<string, number>()
    for (const [term, weight] of weighted(text)) sum.set(term, (sum.get(term) ?? 0) + weight)
    sums.set(label, sum)
  }
  const lengths = new Map(
    [...sums].map(([label, sum]) => [label, Math.sqrt([...sum.values()].reduce((all, x) => all + x * x, 0))]),
  )
  return (text) => {
    const asked = weighted(text)
    const scored = [...sums].map(([label, sum]) => {
      const dot = [...asked].reduce((all, [term, weight]) => all + weight * (sum.get(term) ?? 0), 0)
      return { label, score: dot / (lengths.get(label) || 1) }
    })
    return scored.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))[0]?.label ?? ''
  }
}
