// Operations of the writing thread. They run inside a transaction that others share; the sequence number is taken from
// the file, so that a call which is undone leaves no gap and two processes never take the same one.

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { integer, text, textOrNull } from '@thala/sqlite/columns'
import type { Document } from '../port.ts'
import { indexable } from '../query.ts'
import { type Stored, type StoredSearch, valuesOf } from '../stored.ts'
import { discarder } from './discard.ts'
import { placeWriter } from './places.ts'
import { type SqlValue, token, toSql } from './values.ts'
import type { MergeArgs, PromoteArgs, PutArgs } from './wire.ts'

interface Before {
  readonly doc: number
  readonly version: number
  readonly fields: string
  readonly terms: string | null
}

export function writer(db: DatabaseSync) {
  const places = placeWriter(db)
  const writeFields = fieldWriter(db)
  const writeSearch = searchWriter(db)
  const last = db.prepare('SELECT last FROM store_sequence')
  const setLast = db.prepare('UPDATE store_sequence SET last = ?')
  const find = db.prepare('SELECT doc, version, fields, terms FROM store_documents WHERE collection = ? AND id = ?')
  const insert = db.prepare(
    'INSERT INTO store_documents(collection, id, version, fields, terms, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const update = db.prepare('UPDATE store_documents SET version = ?, fields = ?, terms = ?, body = ? WHERE doc = ?')
  const changes = db.prepare('SELECT total_changes() AS n')
  const merge = db.prepare("INSERT INTO store_terms(store_terms, rank) VALUES ('merge', ?)")

  const writeDocument = (collection: string, before: Before | undefined, stored: Stored, seq: number): number => {
    const { id, fields, body, search } = stored
    const terms = search?.terms ?? null
    if (!before) return Number(insert.run(collection, id, seq, fields, terms, body).lastInsertRowid)
    update.run(seq, fields, terms, body, before.doc)
    return before.doc
  }

  return {
    /** For each item whether it was stored; false = the document is no longer as expected. */
    put: ({ puts, ...where }: PutArgs): boolean[] => {
      let seq = integer(last.get()?.last)
      let place = places.placeOf(where)
      const stored = puts.map((put) => {
        const before = place === undefined ? undefined : beforeOf(find.get(place, put.stored.id))
        if ((before?.version ?? null) !== put.expected) return false
        seq += 1
        place ??= places.create(where, seq)
        const doc = writeDocument(place, before, put.stored, seq)
        writeFields(place, put.stored.id, before?.fields ?? '{}', put.stored.fields)
        writeSearch(place, { doc, id: put.stored.id, seq }, before?.terms ?? null, put.stored.search)
        return true
      })
      setLast.run(seq)
      return stored
    },
    promote: (args: PromoteArgs): void => places.promote(args),
    drop: ({ name }: { name: string }): void => places.drop(name),
    /** Deletes some of what was promoted over or dropped. False: there was nothing left to delete. */
    discard: discarder(db),
    /** Merges some pages of the index of words, which drops deleted terms. False: there was nothing left to merge. */
    merge: ({ pages }: MergeArgs): boolean => {
      const before = integer(changes.get()?.n)
      merge.run(pages)
      // The statement itself counts as one change. https://www.sqlite.org/fts5.html#the_merge_command
      return integer(changes.get()?.n) - before >= 2
    },
  }
}

function beforeOf(row: Record<string, SQLOutputValue> | undefined): Before | undefined {
  if (!row) return undefined
  const { doc, version, fields, terms } = row
  return { doc: integer(doc), version: integer(version), fields: text(fields), terms: textOrNull(terms) }
}

/** Brings the rows of a document's fields from one index to the next, touching only what differs. */
function fieldWriter(db: DatabaseSync) {
  const add = db.prepare('INSERT OR IGNORE INTO store_fields(collection, field, value, id) VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM store_fields WHERE collection = ? AND field = ? AND value = ? AND id = ?')
  return (collection: string, id: string, before: string, after: string) => {
    if (before === after) return
    const old = pairs(before)
    const now = pairs(after)
    for (const [key, { field, value }] of old) if (!now.has(key)) remove.run(collection, field, value, id)
    for (const [key, { field, value }] of now) if (!old.has(key)) add.run(collection, field, value, id)
  }
}

function pairs(fields: string): Map<string, { field: string; value: SqlValue }> {
  const index: Document['index'] = JSON.parse(fields)
  const all = Object.entries(index).flatMap(([field, value]) => valuesOf(value).map((one) => ({ field, value: one })))
  return new Map(
    all.map(({ field, value }) => [`${typeof value} ${field} ${value}`, { field, value: toSql(value) }] as const),
  )
}

/** Brings what search knows of a document to the next state. Terms are indexed again only if they changed. */
function searchWriter(db: DatabaseSync) {
  const addTerms = db.prepare('INSERT INTO store_terms(rowid, terms) VALUES (?, ?)')
  const removeTerms = db.prepare('DELETE FROM store_terms WHERE rowid = ?')
  const place = db.prepare(
    'INSERT OR REPLACE INTO store_searchable(doc, collection, conversation, id) VALUES (?, ?, ?, ?)',
  )
  const displace = db.prepare('DELETE FROM store_searchable WHERE doc = ?')
  const setVector = db.prepare(
    `INSERT INTO store_vectors(doc, collection, seq, vector) VALUES (?, ?, ?, ?)
     ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, vector = excluded.vector`,
  )
  // The row stays, so that readers learn from its new number that there is no vector any more.
  const dropVector = db.prepare('UPDATE store_vectors SET seq = ?, vector = NULL WHERE doc = ?')
  return (
    collection: string,
    { doc, id, seq }: { doc: number; id: string; seq: number },
    before: string | null,
    after: StoredSearch | null,
  ) => {
    if (before === null && !after) return
    if (before !== (after?.terms ?? null)) {
      if (before !== null) removeTerms.run(doc)
      if (after) addTerms.run(doc, tokens(after.terms))
    }
    if (after) place.run(doc, collection, after.conversationId, id)
    else displace.run(doc)
    if (after?.vector) setVector.run(doc, collection, seq, after.vector)
    else dropVector.run(seq, doc)
  }
}

function tokens(terms: string): string {
  const all: string[] = JSON.parse(terms)
  return indexable(all).map(token).join(' ')
}
