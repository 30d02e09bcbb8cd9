// How much two tickets have in common: the cosine of their words, the rarer the heavier, and sentence vectors together, and
// its square, which counts pairs of words, wherever they stand. Promise: 1 for a ticket and itself, 0 for nothing in common.

import { terms } from '@thala/text'

export interface Ticket {
  readonly text: string
  /** Sentence vector of the text; null for a text without words. */
  readonly vector: Int8Array | null
}

export interface Kernel {
  /** Lower triangle of the samples among each other, row by row: `matrix[i (i + 1) / 2 + j]`, j ≤ i. */
  matrix(): Float32Array
  /** A ticket to each sample. */
  to(ticket: Ticket): Float32Array
}

const DIMENSIONS = 384
/** Of one ticket, repeats included; what a long one says first. */
const MAX_TERMS = 400
/** Share of the words in the cosine, the vectors have the rest. From 0.5 to 0.7 figures hardly move. */
const WORDS = 0.6

/** What differs less from the mean direction differs by rounding. */
const LEAST_APART = 1e-3

interface Point {
  /** Weight of each word; squares of words and vector together sum to 1. */
  readonly words: ReadonlyMap<string, number>
  readonly dense: Float32Array
}

const countsOf = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const term of terms(text).slice(0, MAX_TERMS)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** Inverse document frequency of each word of the samples. */
function rarities(counted: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const counts of counted) for (const term of counts.keys()) found.set(term, (found.get(term) ?? 0) + 1)
  return new Map([...found].map(([term, n]) => [term, 1 + Math.log((1 + counted.length) / (1 + n))]))
}

const lengthOf = (values: Iterable<number>): number => {
  let squares = 0
  for (const value of values) squares += value * value
  return Math.sqrt(squares)
}

const scaled = (vector: ArrayLike<number>, scale: number): Float32Array =>
  Float32Array.from({ length: DIMENSIONS }, (_, i) => (vector[i] ?? 0) * scale)

/** Of length 1. */
const directionOf = (vector: Int8Array): Float32Array => scaled(vector, 1 / (lengthOf(vector) || 1))

/** Mean direction of the vectors: what all tickets of a helpdesk have in common tells none from another. */
function middleOf(samples: readonly Ticket[]): Float64Array {
  const sum = new Float64Array(DIMENSIONS)
  const found = samples.flatMap(({ vector }) => (vector === null ? [] : [vector]))
  for (const vector of found) {
    directionOf(vector).forEach((value, i) => {
      sum[i] = (sum[i] ?? 0) + value
    })
  }
  return sum.map((value) => value / Math.max(1, found.length))
}

interface Background {
  readonly rarity: ReadonlyMap<string, number>
  readonly middle: Float64Array
}

/** Words that no sample has say nothing; a part that is missing leaves its share to the other. */
function pointOf(counts: ReadonlyMap<string, number>, vector: Int8Array | null, { rarity, middle }: Background): Point {
  const weighted = [...counts].flatMap(([term, count]): [string, number][] => {
    const rare = rarity.get(term)
    return rare === undefined ? [] : [[term, (1 + Math.log(count)) * rare]]
  })
  const apart = vector === null ? [] : directionOf(vector).map((value, i) => value - (middle[i] ?? 0))
  const wordLength = lengthOf(weighted.map(([, weight]) => weight))
  const apartLength = lengthOf(apart)
  const hasVector = apartLength > LEAST_APART
  const whole = Math.sqrt((wordLength > 0 ? WORDS : 0) + (hasVector ? 1 - WORDS : 0))
  const wordScale = Math.sqrt(WORDS) / (wordLength * whole)
  return {
    words: new Map(weighted.map(([term, weight]) => [term, weight * wordScale])),
    dense: scaled(apart, hasVector ? Math.sqrt(1 - WORDS) / (apartLength * whole) : 0),
  }
}

interface Posting {
  readonly at: number
  readonly weight: number
}

export function similarities(samples: readonly Ticket[]): Kernel {
  const counted = samples.map(({ text }) => countsOf(text))
  const background = { rarity: rarities(counted), middle: middleOf(samples) }
  const points = samples.map(({ vector }, i) => pointOf(counted[i] ?? new Map(), vector, background))
  const postings = new Map<string, Posting[]>()
  points.forEach(({ words }, at) => {
    for (const [term, weight] of words) {
      const list = postings.get(term)
      if (list) list.push({ at, weight })
      else postings.set(term, [{ at, weight }])
    }
  })
  /** To the first `count` samples, into `row`. */
  const fill = ({ words, dense }: Point, count: number, row: Float32Array) => {
    for (const [term, weight] of words) {
      for (const { at, weight: other } of postings.get(term) ?? []) {
        if (at >= count) break
        row[at] = (row[at] ?? 0) + weight * other
      }
    }
    for (let j = 0; j < count; j++) {
      const cosine = (row[j] ?? 0) + dot(dense, points[j]?.dense ?? dense)
      row[j] = (cosine + cosine * cosine) / 2
    }
  }
  return {
    matrix: () => {
      const matrix = new Float32Array((points.length * (points.length + 1)) / 2)
      points.forEach((point, i) => {
        fill(point, i + 1, matrix.subarray((i * (i + 1)) / 2, ((i + 1) * (i + 2)) / 2))
      })
      return matrix
    },
    to: (ticket) => {
      const row = new Float32Array(points.length)
      fill(pointOf(countsOf(ticket.text), ticket.vector, background), points.length, row)
      return row
    },
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let [p, q, r, s] = [0, 0, 0, 0]
  for (let i = 0; i < DIMENSIONS; i += 4) {
    p += (a[i] ?? 0) * (b[i] ?? 0)
    q += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    r += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    s += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  return p + q + r + s
}
