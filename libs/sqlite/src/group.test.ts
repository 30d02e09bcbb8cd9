import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import notes from './fixtures/notes.ts'
import { temporaryFolder } from './fixtures/temporary.ts'
import { GROUP_MS, GROUP_ROWS, groupWriter, type Waiting } from './group.ts'
import { migrate } from './migrate.ts'
import { bindOperations } from './operations.ts'
import type { Module } from './port.ts'
import type { Call } from './wire.ts'

let lastId = 0
const call = (operation: string, args: unknown, rows = 1, sentAt = Date.now()): Call => ({
  kind: 'call',
  id: ++lastId,
  operation: `notes.${operation}`,
  args,
  rows,
  sentAt,
})

const queue = (calls: Call[]): Waiting => ({ peek: () => calls[0], shift: () => calls.shift() })

function open(extra: Module['writer'] = () => ({})) {
  const file = join(temporaryFolder(), 'x.db')
  const db = new DatabaseSync(file, { timeout: 0 })
  db.exec('PRAGMA journal_mode=WAL')
  const module: Module = { ...notes, writer: (inner) => ({ ...notes.writer(inner), ...extra(inner) }) }
  migrate(db, [module], file)
  const writer = groupWriter(
    db,
    file,
    bindOperations([module], (one) => one.writer(db)),
  )
  const other = new DatabaseSync(file, { timeout: 0 })
  /** What another connection sees: committed notes. */
  const seen = () =>
    other
      .prepare('SELECT text FROM notes ORDER BY id')
      .all()
      .map((row) => row.text)
  return { db, writer, other, seen }
}

describe('a group', () => {
  it('of no calls does nothing', () => {
    expect(open().writer.run(queue([]))).toEqual([])
  })

  it('commits all that wait in one transaction and answers in order', () => {
    const { writer, seen, other } = open(() => ({
      countOutside: () => other.prepare('SELECT * FROM notes').all().length,
    }))
    const calls = [call('add', 'a'), call('countOutside', null), call('add', 'b')]
    const replies = writer.run(queue([...calls]))
    expect(replies).toEqual([
      { id: calls[0]?.id, ok: true, value: 1 },
      // Another connection saw nothing while the group ran.
      { id: calls[1]?.id, ok: true, value: 0 },
      { id: calls[2]?.id, ok: true, value: 2 },
    ])
    expect(seen()).toEqual(['a', 'b'])
  })

  it('takes in what arrives while it runs', () => {
    const calls: Call[] = []
    const { writer, seen } = open((db) => ({
      addAndCall: (note: string) => {
        db.prepare('INSERT INTO notes(text) VALUES (?)').run(note)
        calls.push(call('add', 'late'))
      },
    }))
    calls.push(call('addAndCall', 'first'))
    expect(writer.run(queue(calls))).toHaveLength(2)
    expect(seen()).toEqual(['first', 'late'])
  })

  it('undoes a call that throws, and only that one', () => {
    const { writer, seen } = open()
    const replies = writer.run(
      queue([call('add', 'a'), call('addThenThrow', 'b'), call('add', 'a'), call('nonsense', 0), call('add', 'c')]),
    )
    expect(replies.map((reply) => reply.ok)).toEqual([true, false, false, false, true])
    expect(replies[1]).toMatchObject({
      error: { code: 'output-too-large', message: 'too large: b', cause: 'the cause' },
    })
    expect(replies[2]).toMatchObject({ error: { message: expect.stringContaining('UNIQUE') } })
    expect(replies[3]).toMatchObject({
      error: { code: 'bad-input', message: "no database operation 'notes.nonsense'" },
    })
    expect(seen()).toEqual(['a', 'c'])
  })

  it(`ends before it passes ${GROUP_ROWS} rows, but takes a call that is larger alone`, () => {
    const { writer } = open()
    const sizes = [GROUP_ROWS - 1, 1, 1, 3 * GROUP_ROWS, 1]
    const calls = sizes.map((rows, i) => call('add', `note ${i}`, rows))
    const groups: number[] = []
    while (calls.length > 0) groups.push(writer.run(queue(calls)).length)
    expect(groups).toEqual([2, 1, 1, 1])
  })

  it(`ends after ${GROUP_MS} ms`, () => {
    const { writer } = open(() => ({
      burn: () => {
        const until = performance.now() + GROUP_MS
        while (performance.now() < until);
      },
    }))
    const calls = [call('add', 'a'), call('burn', null), call('add', 'b')]
    expect(writer.run(queue(calls))).toHaveLength(2)
    expect(calls).toHaveLength(1)
  })

  it('is rejected as a whole when the disk is full, and the next one works once there is room', () => {
    const { writer, seen } = open()
    writer.run(queue([call('add', 'before'), call('limitPages', 12)]))
    const replies = writer.run(queue([call('add', 'small'), call('addBytes', 500_000), call('add', 'after')]))
    // `after` was not taken: it runs in the next group.
    expect(replies.map((reply) => reply.ok)).toEqual([false, false])
    for (const reply of replies)
      expect(reply).toMatchObject({
        error: { code: 'dependency-down', message: expect.stringContaining('disk space') },
      })
    expect(seen()).toEqual(['before'])

    expect(writer.run(queue([call('limitPages', 100_000), call('add', 'small')]))).toMatchObject([
      { ok: true },
      { ok: true },
    ])
    expect(seen()).toEqual(['before', 'small'])
  })

  it('is rejected as a whole when the disk fails, even where SQLite has kept the transaction', () => {
    const { writer, seen } = open(() => ({
      failDisk: () => {
        throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })
      },
    }))
    const replies = writer.run(queue([call('add', 'a'), call('failDisk', null)]))
    expect(replies).toMatchObject([
      { ok: false, error: { code: 'dependency-down', message: expect.stringContaining('check the disk') } },
      { ok: false, error: { code: 'dependency-down' } },
    ])
    expect(seen()).toEqual([])
  })

  it('is rejected when COMMIT itself fails', () => {
    const { writer, seen, db } = open((inner) => ({
      // A deferred constraint is checked at COMMIT and nowhere before.
      breakLater: () => inner.exec('INSERT INTO child VALUES (99)'),
    }))
    db.exec('PRAGMA foreign_keys=ON; CREATE TABLE parent(id INTEGER PRIMARY KEY)')
    db.exec('CREATE TABLE child(p REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)')
    const replies = writer.run(queue([call('add', 'a'), call('breakLater', null)]))
    expect(replies.map((reply) => reply.ok)).toEqual([false, false])
    expect(seen()).toEqual([])
    expect(writer.run(queue([call('add', 'a')]))).toMatchObject([{ ok: true }])
  })
})

describe('while another process holds the lock', () => {
  it('calls that have waited 30 s are refused, younger ones stay in the queue', () => {
    const { writer, other, seen } = open()
    other.exec('BEGIN IMMEDIATE')
    const longAgo = Date.now() - 31_000
    const calls = [call('add', 'a', 1, longAgo), call('add', 'b', 1, longAgo), call('add', 'c')]
    const replies = writer.run(queue(calls))
    expect(replies).toMatchObject([
      { ok: false, error: { code: 'dependency-down', message: expect.stringContaining('locked by another process') } },
      { ok: false, error: { code: 'dependency-down' } },
    ])
    other.exec('COMMIT')
    expect(writer.run(queue(calls))).toMatchObject([{ ok: true }])
    expect(seen()).toEqual(['c'])
  })
})
