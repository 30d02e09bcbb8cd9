// The log's operations in the reading thread.

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { bytesOrNull, integer, text, textOrNull } from '@thala/sqlite/columns'
import { type Fetch, type Fetched, type Position, pack, type TopicRow } from './operations.ts'

export function logReader(db: DatabaseSync) {
  return { topics: topics(db), heads: heads(db), fetch: fetch(db), positions: positions(db), offsetAt: offsetAt(db) }
}

function topics(db: DatabaseSync) {
  const all = db.prepare('SELECT name, partitions, retention FROM bus_topics ORDER BY name')
  const streams = db.prepare('SELECT id FROM bus_streams WHERE topic = ? ORDER BY partition')
  return (): TopicRow[] =>
    all.all().map((row) => ({
      name: text(row.name),
      partitions: integer(row.partitions),
      retention: row.retention === 'forever' ? 'forever' : 'days',
      streams: streams.all(text(row.name)).map((stream) => integer(stream.id)),
    }))
}

/** Streams with records after `since`, and their last offset: `[stream, head]`. */
function heads(db: DatabaseSync) {
  const after = db.prepare('SELECT id, head FROM bus_streams WHERE head > ?')
  return ({ since }: { since: number }): [number, number][] =>
    after.all(since).map((row) => [integer(row.id), integer(row.head)])
}

function fetch(db: DatabaseSync) {
  // Without the hint the planner may walk all records from `offset` on instead of this stream's.
  const select = db.prepare(`SELECT offset, key, headers, appended_at, value FROM bus_log INDEXED BY bus_log_stream
    WHERE stream = ? AND offset >= ? ORDER BY offset LIMIT ?`)
  const earliest = db.prepare('SELECT earliest FROM bus_streams WHERE id = ?')

  return ({ stream, from, limit, maxBytes }: Fetch): Fetched => {
    const rows: Record<string, SQLOutputValue>[] = []
    const values: (Uint8Array | null)[] = []
    let bytes = 0
    for (const row of select.iterate(stream, from, limit)) {
      const value = bytesOrNull(row.value)
      rows.push(row)
      values.push(value)
      bytes += value?.length ?? 0
      if (bytes >= maxBytes) break
    }
    return {
      offsets: rows.map((row) => integer(row.offset)),
      keys: rows.map((row) => textOrNull(row.key ?? null)),
      headers: rows.map((row) => text(row.headers)),
      appendedAt: rows.map((row) => integer(row.appended_at)),
      values: pack(values),
      // After the records: whatever expired before they were read is in it.
      earliest: integer(earliest.get(stream)?.earliest),
      more: bytes >= maxBytes,
    }
  }
}

function positions(db: DatabaseSync) {
  const select = db.prepare(`SELECT s.id, s.head, s.earliest, p.committed,
      (SELECT count(*) FROM bus_log l WHERE l.stream = s.id AND l.offset >= coalesce(p.committed, s.earliest)) AS waiting
    FROM bus_streams s LEFT JOIN bus_positions p ON p.stream = s.id AND p.grp = ?
    WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.topic, s.partition`)
  return ({ group, streams }: { group: string; streams: readonly number[] }): Position[] =>
    select.all(group, JSON.stringify(streams)).map((row) => ({
      stream: integer(row.id),
      committed: row.committed === null ? null : integer(row.committed),
      earliest: integer(row.earliest),
      head: integer(row.head),
      waiting: integer(row.waiting),
    }))
}

/** The first record appended at `time` or later; null where there is none. */
function offsetAt(db: DatabaseSync) {
  const first = db.prepare(`SELECT offset FROM bus_log INDEXED BY bus_log_stream
    WHERE stream = ? AND appended_at >= ? ORDER BY offset LIMIT 1`)
  return ({ stream, time }: { stream: number; time: number }): number | null => {
    const row = first.get(stream, time)
    return row === undefined ? null : integer(row.offset)
  }
}
