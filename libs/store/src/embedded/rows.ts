// Reads documents by number or by id from one connection.

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { integer, text } from '@thala/sqlite/columns'
import type { Row } from './wire.ts'

/** Columns of `toRow`, for a query over store_documents AS d with the two joins of `JOINED`. */
export const COLUMNS = 'd.id, d.version, d.body, d.fields, d.terms, s.conversation, v.vector'
export const JOINED = 'LEFT JOIN store_searchable s ON s.doc = d.doc LEFT JOIN store_vectors v ON v.doc = d.doc'

export function toRow(row: Record<string, SQLOutputValue>): Row {
  const search =
    row.terms === null
      ? null
      : { conversationId: text(row.conversation), terms: text(row.terms), vector: toVector(row.vector) }
  return {
    id: text(row.id),
    version: integer(row.version),
    body: text(row.body),
    fields: text(row.fields),
    search,
  }
}

export const toVector = (blob: unknown): Int8Array | null =>
  blob instanceof Uint8Array ? new Int8Array(blob.buffer, blob.byteOffset, blob.byteLength) : null

export interface Rows {
  byId(collection: string, id: string): Row | undefined
  byNumber(doc: number): Row | undefined
}

export function rowsOf(db: DatabaseSync): Rows {
  const byId = db.prepare(`SELECT ${COLUMNS} FROM store_documents d ${JOINED} WHERE d.collection = ? AND d.id = ?`)
  const byNumber = db.prepare(`SELECT ${COLUMNS} FROM store_documents d ${JOINED} WHERE d.doc = ?`)
  const one = (row: Record<string, SQLOutputValue> | undefined) => row && toRow(row)
  return {
    byId: (collection, id) => one(byId.get(collection, id)),
    byNumber: (doc) => one(byNumber.get(doc)),
  }
}

/** Runs `read` on one state of the file, whatever others commit meanwhile. */
export function onOneState<T>(db: DatabaseSync, read: () => T): T {
  // A connection that lags holds a transaction for as long as it lags.
  if (db.isTransaction) return read()
  db.exec('BEGIN')
  try {
    return read()
  } finally {
    db.exec('COMMIT')
  }
}
