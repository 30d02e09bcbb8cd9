// Deletes the rows of places that nobody reads any more, some at a time, so that other writes get their turn in between.

import type { DatabaseSync } from 'node:sqlite'
import { integer, text } from '@thala/sqlite/columns'
import type { DiscardArgs } from './wire.ts'

export function discarder(db: DatabaseSync) {
  const next = db.prepare('SELECT place FROM store_retired LIMIT 1')
  const done = db.prepare('DELETE FROM store_retired WHERE place = ?')
  const some = db.prepare('SELECT doc, terms IS NOT NULL AS indexed FROM store_documents WHERE collection = ? LIMIT ?')
  const removeTerms = db.prepare('DELETE FROM store_terms WHERE rowid = ?')
  const byNumber = ['store_searchable', 'store_vectors', 'store_documents'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE doc = ?`),
  )
  // By the primary key: no document has to be read for the values it had.
  const removeFields = db.prepare(
    `DELETE FROM store_fields WHERE collection = ?1 AND (field, value, id) IN
     (SELECT field, value, id FROM store_fields WHERE collection = ?1 LIMIT ?2)`,
  )

  /** False: no place is left to be emptied. */
  return ({ documents }: DiscardArgs): boolean => {
    const row = next.get()
    if (!row) return false
    const place = text(row.place)
    const rows = some.all(place, documents)
    for (const { doc, indexed } of rows) {
      if (integer(indexed) === 1) removeTerms.run(integer(doc))
      for (const statement of byNumber) statement.run(integer(doc))
    }
    const fields = removeFields.run(place, documents)
    if (rows.length === 0 && Number(fields.changes) === 0) done.run(place)
    return true
  }
}
