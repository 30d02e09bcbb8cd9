import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { migrate, requireMigrated } from './migrate.ts'
import type { Module } from './port.ts'

const module = (name: string, ...migrations: string[]): Module => ({
  name,
  migrations,
  writer: () => ({}),
  reader: () => ({}),
})
const tables = (db: DatabaseSync) =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'thala_%' ORDER BY name")
    .all()
    .map((row) => row.name)

const first = 'CREATE TABLE one(a)'
const second = 'CREATE TABLE two(a); CREATE TABLE three(a)'

describe('migrate', () => {
  it('refuses a file of a newer version and says what to do', () => {
    const db = new DatabaseSync(':memory:')
    migrate(db, [module('m', first, second)], 'x.db')
    expect(() => migrate(db, [module('m', first)], 'x.db')).toThrowError(
      expect.objectContaining({ code: 'data-folder-newer', message: expect.stringMatching(/x\.db.*update Thala/) }),
    )
    expect(() => requireMigrated(db, [module('m', first)], 'x.db')).toThrowError(
      expect.objectContaining({ code: 'data-folder-newer' }),
    )
    expect(db.isTransaction).toBe(false)
  })

  it('undoes everything when one script fails', () => {
    const db = new DatabaseSync(':memory:')
    expect(() => migrate(db, [module('a', first), module('b', second, 'CREATE TABL x')], 'x.db')).toThrow('syntax')
    expect(tables(db)).toEqual([])
    migrate(db, [module('a', first)], 'x.db')
    expect(tables(db)).toEqual(['one'])
  })

  it('runs each script once, in order, and later ones when they come', () => {
    const db = new DatabaseSync(':memory:')
    migrate(db, [module('m', first)], 'x.db')
    migrate(db, [module('m', first)], 'x.db')
    expect(tables(db)).toEqual(['one'])
    migrate(db, [module('m', first, second)], 'x.db')
    expect(tables(db)).toEqual(['one', 'three', 'two'])
  })

  it('keeps modules apart, and does not mind those that are not opened this time', () => {
    const db = new DatabaseSync(':memory:')
    migrate(db, [module('a', first), module('b', second)], 'x.db')
    migrate(db, [module('b', second), module('c', 'CREATE TABLE four(a)')], 'x.db')
    expect(tables(db)).toEqual(['four', 'one', 'three', 'two'])
  })
})

describe('a reader alone', () => {
  it('refuses a file that was never set up, or by an older version', () => {
    const db = new DatabaseSync(':memory:')
    const notSetUp = expect.objectContaining({ code: 'not-found', message: expect.stringContaining('npm start') })
    expect(() => requireMigrated(db, [module('m', first)], 'x.db')).toThrowError(notSetUp)
    migrate(db, [module('m', first)], 'x.db')
    expect(() => requireMigrated(db, [module('m', first, second)], 'x.db')).toThrowError(notSetUp)
  })

  it('accepts a file at exactly its version', () => {
    const db = new DatabaseSync(':memory:')
    migrate(db, [module('m', first)], 'x.db')
    expect(() => requireMigrated(db, [module('m', first)], 'x.db')).not.toThrow()
  })
})
