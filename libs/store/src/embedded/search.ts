// Finds by words (BM25) and by meaning (exact cosine), both within the conversations that may be read, and fuses the two.

import type { DatabaseSync } from 'node:sqlite'
import { integer, text } from '@thala/sqlite/columns'
import { type Candidate, fuse } from '../fuse.ts'
import { CANDIDATES } from '../limits.ts'
import type { CheckedQuery } from '../query.ts'
import { createMatrix, type Matrix } from './matrix.ts'
import { placesOf } from './places.ts'
import { type Rows, toVector } from './rows.ts'
import { matchAny } from './values.ts'
import type { FoundRow, SearchArgs, Where } from './wire.ts'

interface Numbered extends Candidate {
  readonly doc: number
}

/** The caller keeps the file in one state for the time of a search. */
export function searcher(db: DatabaseSync, rows: Rows) {
  const placeOf = placesOf(db)
  const matrixOf = follower(db)
  const byWords = wordSearch(db)
  return ({ query, ...where }: SearchArgs): FoundRow[] => {
    const place = placeOf(where)
    if (place === undefined) return []
    const matrix = matrixOf(where, place)
    const n = Math.max(CANDIDATES, query.k)
    const candidates = new Map<string, Numbered>()
    for (const { doc, id, words } of byWords(place, query, n)) {
      const cosine = query.vector ? matrix.cosine(query.vector, doc) : null
      candidates.set(id, { doc, id, words, cosine })
    }
    if (query.vector)
      for (const near of matrix.nearest(query.vector, query.conversations, n))
        if (!candidates.has(near.id)) candidates.set(near.id, { ...near, words: null })
    return fuse([...candidates.values()], query.k).flatMap(({ candidate, score }) => {
      const row = rows.byNumber(candidate.doc)
      return row ? [{ row, score, cosine: candidate.cosine }] : []
    })
  }
}

/** BM25 of FTS5, turned so that more is better. */
function wordSearch(db: DatabaseSync) {
  // CROSS JOIN keeps the order: first the words, then the filter. The list of conversations is built once, as a set.
  const statement = db.prepare(`
    SELECT s.doc, s.id, bm25(store_terms) AS score FROM store_terms
    CROSS JOIN store_searchable s ON s.doc = store_terms.rowid
    WHERE store_terms MATCH ? AND s.collection = ? AND s.conversation IN (SELECT value FROM json_each(?))
    ORDER BY score, s.id LIMIT ?`)
  return (place: string, { terms, conversations }: CheckedQuery, n: number) => {
    if (terms.length === 0) return []
    const found = statement.all(matchAny(terms), place, JSON.stringify(conversations), n)
    return found.map((row) => ({ doc: integer(row.doc), id: text(row.id), words: -integer(row.score) }))
  }
}

/**
 * The matrix of a collection, brought up to what is committed: by this process or by another one. After a promotion the
 * collection stands elsewhere, so it is built anew.
 */
function follower(db: DatabaseSync) {
  const changed = db.prepare(`
    SELECT v.doc, v.seq, v.vector, s.id, s.conversation FROM store_vectors v LEFT JOIN store_searchable s ON s.doc = v.doc
    WHERE v.collection = ? AND v.seq > ? ORDER BY v.seq`)
  const matrices = new Map<string, { place: string; matrix: Matrix; seq: number }>()
  return ({ namespace, collection }: Where, place: string): Matrix => {
    const key = `${namespace}/${collection}`
    const before = matrices.get(key)
    const known = before?.place === place ? before : { place, matrix: createMatrix(), seq: 0 }
    matrices.set(key, known)
    for (const row of changed.iterate(place, known.seq)) {
      const vector = toVector(row.vector)
      const found = vector && { id: text(row.id), conversation: text(row.conversation), vector }
      known.matrix.set({ doc: integer(row.doc), found })
      known.seq = integer(row.seq)
    }
    return known.matrix
  }
}
