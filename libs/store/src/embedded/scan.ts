// Pages through a collection by id or by a field. The cursor names the last document, so a page starts behind it whatever
// was written in between.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { text } from '@thala/sqlite/columns'
import { cursorOf, placeOf } from '../query.ts'
import { placesOf } from './places.ts'
import { COLUMNS, JOINED, toRow } from './rows.ts'
import { fromSql, type SqlValue, toSql } from './values.ts'
import type { ScanAnswer, ScanArgs } from './wire.ts'

interface Query {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** The caller keeps the file in one state for the time of a page. */
export function scanner(db: DatabaseSync) {
  const placeOf = placesOf(db)
  // At most 2 × 2 × 2 × 2 × 2 shapes.
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return ({ options, ...where }: ScanArgs): ScanAnswer => {
    const { by, limit } = options
    // Built also for a place without rows: a cursor that is none is refused wherever it is used.
    const place = placeOf(where) ?? ''
    const { sql, params } = by === undefined ? byIdQuery(place, options) : byFieldQuery(place, by, options)
    // One more than asked for tells whether there is a next page.
    const found = prepare(sql).all(...params, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const rows = page.map(toRow)
    if (found.length <= limit || !last) return { rows, next: null }
    const id = text(last.id)
    return { rows, next: cursorOf(by === undefined ? { id } : { id, value: fromSql(last.value) }) }
  }
}

function byIdQuery(collection: string, options: ScanArgs['options']): Query {
  const { after, descending } = options
  const { where, params, add } = conditions([['d.collection = ?', collection]], 'd.id', options)
  if (after !== undefined) add(`d.id ${descending ? '<' : '>'} ?`, placeOf(after, undefined).id)
  const sql = `SELECT ${COLUMNS} FROM store_documents d ${JOINED} WHERE ${where.join(' AND ')}
    ORDER BY d.id ${descending ? 'DESC' : 'ASC'} LIMIT ?`
  return { sql, params }
}

function byFieldQuery(collection: string, by: string, options: ScanArgs['options']): Query {
  const { after, descending } = options
  const place: Clause[] = [
    ['f.collection = ?', collection],
    ['f.field = ?', by],
  ]
  const { where, params, add } = conditions(place, 'f.value', options)
  if (after !== undefined) {
    const { value = '', id } = placeOf(after, by)
    add(`(f.value, f.id) ${descending ? '<' : '>'} (?, ?)`, toSql(value), id)
  }
  const direction = descending ? 'DESC' : 'ASC'
  const sql = `SELECT f.value, ${COLUMNS} FROM store_fields f
    CROSS JOIN store_documents d ON d.collection = f.collection AND d.id = f.id ${JOINED}
    WHERE ${where.join(' AND ')} ORDER BY f.value ${direction}, f.id ${direction} LIMIT ?`
  return { sql, params }
}

type Clause = readonly [sql: string, ...params: SqlValue[]]

/** Clauses of a scan over `column`, its bounds included, and their parameters, in step. */
function conditions(place: readonly Clause[], column: string, { from, to }: ScanArgs['options']) {
  const where: string[] = []
  const params: SqlValue[] = []
  const add = (...[clause, ...values]: Clause) => {
    where.push(clause)
    params.push(...values)
  }
  for (const clause of place) add(...clause)
  if (from !== undefined) add(`${column} >= ?`, toSql(from))
  if (to !== undefined) add(`${column} <= ?`, toSql(to))
  return { where, params, add }
}
