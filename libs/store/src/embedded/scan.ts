// Pages through a collection by id or by a field. The cursor names the last document, so a page starts behind it whatever
// was written in between.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { cursorOf, placeOf } from '../query.ts'
import { COLUMNS, JOINED, toRow } from './rows.ts'
import { fromSql, type SqlValue, toSql } from './values.ts'
import type { ScanAnswer, ScanArgs } from './wire.ts'

/** WHERE clauses with their parameters, in step. */
interface Query {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

export function scanner(db: DatabaseSync) {
  // At most 2 × 2 × 2 × 2 × 2 shapes.
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return ({ collection, options }: ScanArgs): ScanAnswer => {
    const { by, limit } = options
    const { sql, params } = by === undefined ? byIdQuery(collection, options) : byFieldQuery(collection, by, options)
    // One more than asked for tells whether there is a next page.
    const found = prepare(sql).all(...params, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const rows = page.map(toRow)
    if (found.length <= limit || !last) return { rows, next: null }
    const id = String(last.id)
    return { rows, next: cursorOf(by === undefined ? { id } : { id, value: fromSql(last.value) }) }
  }
}

function byIdQuery(collection: string, { from, to, after, descending }: ScanArgs['options']): Query {
  const where = ['d.collection = ?']
  const params: SqlValue[] = [collection]
  const add = (clause: string, value: SqlValue) => {
    where.push(clause)
    params.push(value)
  }
  if (from !== undefined) add('d.id >= ?', toSql(from))
  if (to !== undefined) add('d.id <= ?', toSql(to))
  if (after !== undefined) add(`d.id ${descending ? '<' : '>'} ?`, placeOf(after, undefined).id)
  const sql = `SELECT ${COLUMNS} FROM store_documents d ${JOINED} WHERE ${where.join(' AND ')}
    ORDER BY d.id ${descending ? 'DESC' : 'ASC'} LIMIT ?`
  return { sql, params }
}

function byFieldQuery(collection: string, by: string, { from, to, after, descending }: ScanArgs['options']): Query {
  const where = ['f.collection = ?', 'f.field = ?']
  const params: SqlValue[] = [collection, by]
  if (from !== undefined) {
    where.push('f.value >= ?')
    params.push(toSql(from))
  }
  if (to !== undefined) {
    where.push('f.value <= ?')
    params.push(toSql(to))
  }
  if (after !== undefined) {
    const { value = '', id } = placeOf(after, by)
    where.push(`(f.value, f.id) ${descending ? '<' : '>'} (?, ?)`)
    params.push(toSql(value), id)
  }
  const direction = descending ? 'DESC' : 'ASC'
  const sql = `SELECT f.value, ${COLUMNS} FROM store_fields f
    CROSS JOIN store_documents d ON d.collection = f.collection AND d.id = f.id ${JOINED}
    WHERE ${where.join(' AND ')} ORDER BY f.value ${direction}, f.id ${direction} LIMIT ?`
  return { sql, params }
}
