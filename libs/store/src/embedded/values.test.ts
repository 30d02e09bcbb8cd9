import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byUtf8, fromSql, matchAny, token, toSql } from './values.ts'

describe('field values in SQLite', () => {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE v(value)')

  const roundTrip = (value: string | number | boolean) => {
    db.exec('DELETE FROM v')
    db.prepare('INSERT INTO v VALUES (?)').run(toSql(value))
    return fromSql(db.prepare('SELECT value FROM v').get()?.value)
  }

  it('come back as what they were, also when they look like something else', () => {
    for (const value of ['', '1', 'true', '1.0', 1, 0, 1.5, -1, 1e300, 2 ** 53, true, false])
      expect(roundTrip(value)).toBe(value)
  })

  it('come back as what they were, whatever they are', () => {
    const text = fc.string({ unit: 'grapheme' })
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)
    fc.assert(
      fc.property(fc.oneof(text, number, fc.integer()), (value) => {
        expect(roundTrip(value)).toBe(value)
      }),
    )
  })

  it('are equal only to their own type', () => {
    db.exec('DELETE FROM v')
    const insert = db.prepare('INSERT INTO v VALUES (?)')
    for (const value of [1, '1', true, 0, '0', false, '']) insert.run(toSql(value))
    const find = db.prepare('SELECT value FROM v WHERE value = ?')
    for (const value of [1, '1', true, 0, '0', false, ''])
      expect(find.all(toSql(value)).map((row) => fromSql(row.value))).toEqual([value])
  })

  it('sort as SQLite sorts texts', () => {
    const texts = ['b', 'B', 'ä', 'z', '\ufffd', '🚒', 'ba', '']
    db.exec('DELETE FROM v')
    for (const text of texts) db.prepare('INSERT INTO v VALUES (?)').run(text)
    const sorted = db.prepare('SELECT value FROM v ORDER BY value').all()
    expect([...texts].sort(byUtf8)).toEqual(sorted.map((row) => row.value))
  })
})

describe('terms in FTS5', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(`CREATE VIRTUAL TABLE t USING fts5(terms, content='', contentless_delete=1, tokenize='ascii');
    CREATE VIRTUAL TABLE words USING fts5vocab(t, 'row')`)
  const words = db.prepare('SELECT term, doc, cnt FROM words')
  const insert = db.prepare('INSERT INTO t(rowid, terms) VALUES (?, ?)')
  const match = db.prepare('SELECT rowid FROM t WHERE t MATCH ?')

  const index = (...terms: string[]) => {
    db.exec("DELETE FROM t; INSERT INTO t(t) VALUES ('optimize')")
    insert.run(1, terms.map(token).join(' '))
  }

  it('stay one token each, whatever they are made of', () => {
    const term = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 })
    fc.assert(
      fc.property(term, (text) => {
        index(text)
        expect(words.all()).toEqual([{ term: token(text), doc: 1, cnt: 1 }].map((row) => expect.objectContaining(row)))
        expect(match.all(matchAny([text])).length).toBe(1)
      }),
    )
  })

  it('stay one token at the longest: 64 characters of three bytes', () => {
    index('世'.repeat(64))
    expect(words.all().length).toBe(1)
    expect(match.all(matchAny(['世'.repeat(64)])).length).toBe(1)
    expect(match.all(matchAny(['世'.repeat(63)])).length).toBe(0)
  })

  it('do not match their parts, and letters keep their case', () => {
    index('UTF-8')
    expect(match.all(matchAny(['8', 'UTF', 'utf-8'])).length).toBe(0)
    expect(match.all(matchAny(['8', 'UTF-8'])).length).toBe(1)
  })
})
