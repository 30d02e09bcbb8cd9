// The log's operations in the writing thread.

import type { DatabaseSync } from 'node:sqlite'
import { ThalaError } from '@thala/contracts/errors'
import { integer, text } from '@thala/sqlite/columns'
import type { TopicSpec } from '../port.ts'
import { type Append, views } from './operations.ts'

/** Header that names the message a record is about; the same as `headers.subject` of the contracts. */
export interface EnsureTopics {
  readonly specs: readonly TopicSpec[]
  readonly subjectHeader: string
}

export function logWriter(db: DatabaseSync) {
  return { ensureTopics: ensureTopics(db), append: append(db), ...positions(db), ...erasing(db), ...removing(db) }
}

function ensureTopics(db: DatabaseSync) {
  const find = db.prepare('SELECT partitions, retention FROM bus_topics WHERE name = ?')
  const insert = db.prepare('INSERT INTO bus_topics(name, partitions, retention) VALUES (?, ?, ?)')
  const insertStream = db.prepare('INSERT INTO bus_streams(topic, partition) VALUES (?, ?)')
  const setRetention = db.prepare('UPDATE bus_topics SET retention = ? WHERE name = ?')
  // Only records of topics kept for ever are found by subject: those of the others expire.
  const setSubjects = db.prepare(`UPDATE bus_log SET subject = CASE WHEN ?1 = 'forever' THEN headers ->> ?2 END
    WHERE stream IN (SELECT id FROM bus_streams WHERE topic = ?3)`)

  const create = (spec: TopicSpec) => {
    insert.run(spec.name, spec.partitions, spec.retention)
    for (let partition = 0; partition < spec.partitions; partition++) insertStream.run(spec.name, partition)
  }
  return ({ specs, subjectHeader }: EnsureTopics): void => {
    const path = `$."${subjectHeader}"`
    for (const spec of specs) {
      const row = find.get(spec.name)
      if (!row) create(spec)
      else if (integer(row.partitions) !== spec.partitions)
        throw new ThalaError(
          'topology',
          `topic ${spec.name} was begun with ${integer(row.partitions)} partitions, not ${spec.partitions}: the number cannot change; use the old one, or an empty data folder`,
        )
      else if (text(row.retention) !== spec.retention) {
        setRetention.run(spec.retention, spec.name)
        setSubjects.run(spec.retention, path, spec.name)
      }
    }
  }
}

function append(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO bus_log(stream, appended_at, key, headers, subject, value) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const setHead = db.prepare("UPDATE bus_streams SET head = ? WHERE id = ? AND topic <> ''")

  return ({ streams, keys, headers, subjects, values }: Append): void => {
    const now = Date.now()
    const heads = new Map<number, number>()
    const blobs = views(values)
    for (const [i, stream] of streams.entries()) {
      const row = insert.run(stream, now, keys[i] ?? null, headers[i] ?? '{}', subjects[i] ?? null, blobs[i] ?? null)
      heads.set(stream, Number(row.lastInsertRowid))
    }
    for (const [stream, head] of heads)
      if (Number(setHead.run(head, stream).changes) === 0)
        throw new ThalaError('topology', `stream ${stream} was removed: create its topic again`)
  }
}

function positions(db: DatabaseSync) {
  const begin = db.prepare(`INSERT INTO bus_positions(grp, stream, committed)
    SELECT ?, id, earliest FROM bus_streams WHERE id = ? ON CONFLICT DO NOTHING`)
  const commit = db.prepare(`INSERT INTO bus_positions(grp, stream, committed) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET committed = max(committed, excluded.committed)`)
  const move = db.prepare(`INSERT INTO bus_positions(grp, stream, committed) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET committed = excluded.committed`)

  return {
    /** Writes down that a new group starts at the earliest, so that a loss before its first commit is noticed too. */
    begin: ({ group, streams }: { group: string; streams: readonly number[] }): void => {
      for (const stream of streams) begin.run(group, stream)
    },
    commit: ({ group, stream, offset }: { group: string; stream: number; offset: number }): void => {
      commit.run(group, stream, offset)
    },
    /** Unlike a commit, also back. */
    seek: ({ group, to }: { group: string; to: readonly (readonly [stream: number, offset: number])[] }): void => {
      for (const [stream, offset] of to) move.run(group, stream, offset)
    },
  }
}

function erasing(db: DatabaseSync) {
  const oldest = db.prepare(
    'SELECT offset, appended_at FROM bus_log INDEXED BY bus_log_stream WHERE stream = ? ORDER BY offset LIMIT ?',
  )
  const remove = db.prepare(
    'DELETE FROM bus_log WHERE offset IN (SELECT offset FROM bus_log INDEXED BY bus_log_stream WHERE stream = ? AND offset < ?)',
  )
  const setEarliest = db.prepare('UPDATE bus_streams SET earliest = max(earliest, ?) WHERE id = ?')
  const overwrite = db.prepare('UPDATE bus_log SET value = ? WHERE subject = ?')

  return {
    /** Removes from the front, at most `limit` records; answers how many. Ends at the first that is young enough. */
    expire: ({ stream, before, limit }: { stream: number; before: number; limit: number }): number => {
      let end = -1
      for (const row of oldest.all(stream, limit)) {
        if (integer(row.appended_at) >= before) break
        end = integer(row.offset) + 1
      }
      if (end < 0) return 0
      setEarliest.run(end, stream)
      return Number(remove.run(stream, end).changes)
    },
    overwrite: ({ subject, value }: { subject: string; value: Uint8Array }): number =>
      Number(overwrite.run(value, subject).changes),
  }
}

function removing(db: DatabaseSync) {
  const removeRecords = db.prepare('DELETE FROM bus_log WHERE stream IN (SELECT id FROM bus_streams WHERE topic = ?)')
  const removePositions = db.prepare(
    'DELETE FROM bus_positions WHERE stream IN (SELECT id FROM bus_streams WHERE topic = ?)',
  )
  // The rows stay, nameless, so that their ids are never given again: another process may still know them.
  const retireStreams = db.prepare("UPDATE bus_streams SET topic = '', partition = id WHERE topic = ?")
  const removeTopic = db.prepare('DELETE FROM bus_topics WHERE name = ?')
  const removeGroup = db.prepare('DELETE FROM bus_positions WHERE grp = ?')

  return {
    removeTopics: ({ topics }: { topics: readonly string[] }): void => {
      for (const topic of topics)
        for (const statement of [removeRecords, removePositions, retireStreams, removeTopic]) statement.run(topic)
    },
    removeGroups: ({ groups }: { groups: readonly string[] }): void => {
      for (const group of groups) removeGroup.run(group)
    },
  }
}
