// The vectors of one collection in memory, scanned exactly. 100,000 take 38 MB and some 35 ms a query in plain JavaScript;
// an approximate index would lose results behind a filter that forbids most rows.

import { dot, norm } from '../cosine.ts'
import { VECTOR_BYTES } from '../limits.ts'

export interface Near {
  readonly doc: number
  readonly id: string
  readonly cosine: number
}

export interface MatrixRow {
  readonly doc: number
  /** Null: not found by meaning any more. */
  readonly found: { readonly id: string; readonly conversation: string; readonly vector: Int8Array } | null
}

export interface Matrix {
  set(row: MatrixRow): void
  /** The `n` rows of these conversations nearest to the query, by (cosine, id). */
  nearest(query: Int8Array, conversations: readonly string[], n: number): Near[]
  /** Cosine of one document, or null if it has no vector. */
  cosine(query: Int8Array, doc: number): number | null
}

const NOWHERE = -1

export function createMatrix(): Matrix {
  let capacity = 1024
  let bytes = new Int8Array(capacity * VECTOR_BYTES)
  let norms = new Float64Array(capacity)
  /** Number of each row's conversation; NOWHERE for a row whose document has no vector any more. */
  let places = new Int32Array(capacity)
  const docs: number[] = []
  const ids: string[] = []
  const rowOf = new Map<number, number>()
  const numbers = new Map<string, number>()

  const grow = () => {
    capacity *= 2
    bytes = copied(new Int8Array(capacity * VECTOR_BYTES), bytes)
    norms = copied(new Float64Array(capacity), norms)
    places = copied(new Int32Array(capacity), places)
  }

  const numberOf = (conversation: string): number => {
    const known = numbers.get(conversation)
    if (known !== undefined) return known
    numbers.set(conversation, numbers.size)
    return numbers.size - 1
  }

  const newRow = (doc: number): number => {
    const row = docs.length
    if (row === capacity) grow()
    docs.push(doc)
    rowOf.set(doc, row)
    return row
  }

  const set = ({ doc, found }: MatrixRow) => {
    const known = rowOf.get(doc)
    if (!found) {
      if (known === undefined) return
      places[known] = NOWHERE
      bytes.fill(0, known * VECTOR_BYTES, (known + 1) * VECTOR_BYTES)
      return
    }
    const row = known ?? newRow(doc)
    ids[row] = found.id
    bytes.set(found.vector, row * VECTOR_BYTES)
    norms[row] = norm(found.vector)
    places[row] = numberOf(found.conversation)
  }

  const nearest = (query: Int8Array, conversations: readonly string[], n: number): Near[] => {
    const allowed = new Uint8Array(numbers.size)
    for (const conversation of conversations) {
      const number = numbers.get(conversation)
      if (number !== undefined) allowed[number] = 1
    }
    const best = createBest(n)
    const length = norm(query)
    for (let row = 0; row < docs.length; row++) {
      // A row that is NOWHERE has no number, so nothing allows it.
      if (allowed[places[row] ?? NOWHERE] !== 1) continue
      const cosine = dot(query, bytes, row * VECTOR_BYTES) / (length * (norms[row] ?? 1))
      if (cosine >= best.bar()) best.offer({ doc: docs[row] ?? 0, id: ids[row] ?? '', cosine })
    }
    return best.take()
  }

  const cosine = (query: Int8Array, doc: number): number | null => {
    const row = rowOf.get(doc)
    if (row === undefined || places[row] === NOWHERE) return null
    return dot(query, bytes, row * VECTOR_BYTES) / (norm(query) * (norms[row] ?? 1))
  }

  return { set, nearest, cosine }
}

function copied<A extends Int8Array | Int32Array | Float64Array>(larger: A, smaller: A): A {
  larger.set(smaller)
  return larger
}

const byCosine = (a: Near, b: Near): number => b.cosine - a.cosine || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Keeps the best `n`: collects up to four times as many, then sorts and cuts, so that most offers cost one comparison. */
function createBest(n: number) {
  let kept: Near[] = []
  let bar = Number.NEGATIVE_INFINITY
  const cut = () => {
    kept = kept.sort(byCosine).slice(0, n)
    bar = kept.length === n ? (kept[n - 1]?.cosine ?? bar) : bar
  }
  return {
    /** Below this nothing has a chance. */
    bar: () => bar,
    offer: (near: Near) => {
      kept.push(near)
      if (kept.length >= 4 * n) cut()
    },
    take: (): Near[] => {
      cut()
      return kept
    },
  }
}
