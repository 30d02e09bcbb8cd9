// The log inside the database: one table of records, ascending by a number that all partitions share. Runs in the two
// threads of `@thala/sqlite`. Writers take turns, so a larger offset was always committed later.

import type { DatabaseSync } from 'node:sqlite'
import type { Module } from '@thala/sqlite'
import { logReader } from './reader.ts'
import { logWriter } from './writer.ts'

const SCHEMA = `
  CREATE TABLE bus_topics(name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, retention TEXT NOT NULL) WITHOUT ROWID;

  -- head: offset of the last record. earliest: no record before it is kept.
  CREATE TABLE bus_streams(
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT -1, earliest INTEGER NOT NULL DEFAULT 0,
    UNIQUE(topic, partition));

  -- AUTOINCREMENT: an offset is never given again, not even after the last record was removed.
  CREATE TABLE bus_log(
    offset INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, appended_at INTEGER NOT NULL,
    key TEXT, headers TEXT NOT NULL, subject TEXT, value BLOB);
  CREATE INDEX bus_log_stream ON bus_log(stream);
  CREATE INDEX bus_log_subject ON bus_log(subject) WHERE subject IS NOT NULL;

  -- committed: everything of the stream before it is done.
  CREATE TABLE bus_positions(
    grp TEXT NOT NULL, stream INTEGER NOT NULL, committed INTEGER NOT NULL,
    PRIMARY KEY(grp, stream)) WITHOUT ROWID;
`

const module: Module = {
  name: 'bus',
  migrations: [SCHEMA],
  writer: (db: DatabaseSync) => logWriter(db),
  reader: (db: DatabaseSync) => logReader(db),
}

export default module
