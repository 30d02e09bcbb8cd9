// The operations of the two threads against a database in memory, without threads.

import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Put } from '../compare-and-set.ts'
import { vectorOf } from '../contract/opened.ts'
import type { StoredSearch } from '../stored.ts'
import { reader } from './reader.ts'
import { migrations } from './schema.ts'
import { writer } from './writer.ts'

function open() {
  const db = new DatabaseSync(':memory:')
  for (const script of migrations) db.exec(script)
  const count = (table: string) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n
  return { db, count, write: writer(db), read: reader(db) }
}

const put = (
  id: string,
  expected: number | null,
  more: { body?: string; fields?: string; search?: StoredSearch } = {},
): Put<number> => ({
  expected,
  stored: { id, body: more.body ?? '{}', fields: more.fields ?? '{}', search: more.search ?? null },
})

const namespace = ''
const collection = 'messages'
const search = (terms: string[], vector: Int8Array | null = null): StoredSearch => ({
  conversationId: 'c1',
  terms: JSON.stringify(terms),
  vector,
})

describe('put', () => {
  it('refuses a new document that is there already, and a known one that has moved on', () => {
    const { write, read } = open()
    expect(write.put({ namespace, collection, puts: [put('a', null)] })).toEqual([true])
    const version = read.get({ namespace, collection, ids: ['a'] })[0]?.version ?? 0
    expect(write.put({ namespace, collection, puts: [put('a', null), put('a', version + 1), put('b', 7)] })).toEqual([
      false,
      false,
      false,
    ])
    expect(write.put({ namespace, collection, puts: [put('a', version, { body: '1' }), put('a', version)] })).toEqual([
      true,
      false,
    ])
    expect(read.get({ namespace, collection, ids: ['a', 'b'] })).toMatchObject([{ id: 'a', body: '1' }])
  })

  it('never gives a version twice, not even after an undone call', () => {
    const { db, write, read } = open()
    write.put({ namespace, collection, puts: [put('a', null), put('b', null)] })
    db.exec('SAVEPOINT call')
    write.put({ namespace, collection, puts: [put('c', null)] })
    db.exec('ROLLBACK TO call; RELEASE call')
    expect(read.get({ namespace, collection, ids: ['c'] })).toEqual([])
    write.put({ namespace, collection, puts: [put('c', null), put('d', 9), put('e', null)] })
    const versions = read.get({ namespace, collection, ids: ['a', 'b', 'c', 'd', 'e'] }).map((row) => row.version)
    expect(versions).toEqual([1, 2, 3, 4])
  })

  it('leaves no row of the index, of words or of search behind for a document without any', () => {
    const { db, count, write } = open()
    const full = { fields: '{"legacyId":["x","y"],"at":1}', search: search(['db'], vectorOf({ 0: 1 })) }
    write.put({ namespace, collection, puts: [put('a', null, full)] })
    expect([count('store_fields'), count('store_searchable'), count('store_terms')]).toEqual([3, 1, 1])
    write.put({ namespace, collection, puts: [put('a', 1)] })
    expect([count('store_fields'), count('store_searchable'), count('store_terms')]).toEqual([0, 0, 0])
    expect(db.prepare('SELECT vector FROM store_vectors').all()).toMatchObject([{ vector: null }])
  })

  it('keeps a text, a number and a boolean of one field apart', () => {
    const { write, read } = open()
    const values = ['"1"', '1', 'true', '"true"']
    write.put({
      namespace,
      collection,
      puts: values.map((value, n) => put(`m${n}`, null, { fields: `{"at":${value}}` })),
    })
    const find = (value: string | number | boolean) =>
      read.find({ namespace, collection, field: 'at', values: [value], limit: 9, lagMs: 0 }).map(({ id }) => id)
    expect(['1', 1, true, 'true'].map(find)).toEqual([['m0'], ['m1'], ['m2'], ['m3']])
    write.put({ namespace, collection, puts: [put('m0', 1, { fields: '{"at":1}' })] })
    expect(['1', 1].map(find)).toEqual([[], ['m0', 'm1']])
  })

  it('writes the words again only when they changed', () => {
    const { db, write } = open()
    write.put({ namespace, collection, puts: [put('a', null, { search: search(['db', 'down']) })] })
    const blocks = () => JSON.stringify(db.prepare('SELECT hex(block) AS block FROM store_terms_data').all())
    const before = blocks()
    write.put({
      namespace,
      collection,
      puts: [put('a', 1, { body: '1', search: search(['db', 'down'], vectorOf({ 3: 1 })) })],
    })
    expect(blocks()).toBe(before)
    write.put({ namespace, collection, puts: [put('a', 2, { body: '1', search: search(['db', 'up']) })] })
    expect(blocks()).not.toBe(before)
  })
})

describe('merge', () => {
  it('says that there is nothing to do in an empty index, and in one that was merged', () => {
    const { write } = open()
    expect(write.merge({ pages: -10 })).toBe(false)
    for (const n of [1, 2, 3])
      write.put({ namespace, collection, puts: [put(`m${n}`, null, { search: search([`w${n}`]) })] })
    let steps = 0
    for (let more = write.merge({ pages: -1 }); more && steps < 100; steps++) more = write.merge({ pages: 1 })
    expect(steps).toBeLessThan(100)
    expect(write.merge({ pages: 10 })).toBe(false)
  })
})
