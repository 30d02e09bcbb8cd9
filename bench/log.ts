// The event log against bare node:sqlite doing the same inserts and reads, with the same durability, in one thread.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Bus, busModule, openEmbeddedBus } from '@thala/bus'
import { openDatabase } from '@thala/sqlite'
import { compare, type Result } from './measure.ts'
import { inScratch } from './scratch.ts'

const RECORDS = 20_000
const BATCH = 200
const value = new TextEncoder().encode(JSON.stringify({ text: 'x'.repeat(450) }))
const topic = 'bench'

export const benchLog = (): Promise<Result[]> =>
  inScratch(async (folder) => {
    const database = await openDatabase({ file: join(folder, 'thala.db'), modules: [busModule] })
    const bus = await openEmbeddedBus(database)
    await bus.ensureTopics([{ name: topic, partitions: 8, retention: 'days' }])
    const raw = rawLog(join(folder, 'raw.db'))
    try {
      const append = await compare(
        `log: append ${BATCH} at a time`,
        'records',
        { name: 'thala', run: () => append20k(bus) },
        { name: 'node:sqlite, one transaction a batch', run: raw.append },
      )
      let group = 0
      const consume = await compare(
        'log: consume with commits',
        'records',
        { name: 'thala', run: () => consumeAll(bus, `g${group++}`) },
        { name: 'node:sqlite, one query a batch', run: raw.consume },
      )
      return [append, consume]
    } finally {
      raw.close()
      await bus.close()
      await database.close()
    }
  })

async function append20k(bus: Bus): Promise<number> {
  for (let i = 0; i < RECORDS; i += BATCH)
    await bus.publish(Array.from({ length: BATCH }, (_, j) => ({ topic, key: `k${(i + j) % 97}`, value, headers: {} })))
  return RECORDS
}

async function consumeAll(bus: Bus, group: string): Promise<number> {
  let read = 0
  const waiting = (await bus.lag(group, [topic])).reduce((sum, partition) => sum + partition.waiting, 0)
  await new Promise<void>((resolve, reject) => {
    bus
      .subscribe({
        group,
        topics: [topic],
        batchSize: BATCH,
        onBatch: async (batch) => {
          const last = batch.records.at(-1)
          if (last) await batch.commit(last.offset + 1)
          read += batch.records.length
          if (read >= waiting) resolve()
        },
      })
      .catch(reject)
  })
  return read
}

function rawLog(file: string) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
  db.exec('CREATE TABLE log (offset INTEGER PRIMARY KEY, stream INTEGER, key TEXT, value BLOB)')
  db.exec('CREATE INDEX log_stream ON log (stream)')
  const insert = db.prepare('INSERT INTO log (stream, key, value) VALUES (?, ?, ?)')
  const select = db.prepare(
    'SELECT offset, key, value FROM log WHERE stream = ? AND offset > ? ORDER BY offset LIMIT ?',
  )
  return {
    append: async () => {
      for (let i = 0; i < RECORDS; i += BATCH) {
        db.exec('BEGIN IMMEDIATE')
        for (let j = 0; j < BATCH; j++) insert.run((i + j) % 8, `k${(i + j) % 97}`, value)
        db.exec('COMMIT')
      }
      return RECORDS
    },
    consume: async () => {
      let read = 0
      for (let stream = 0; stream < 8; stream++)
        for (let last = 0; ; ) {
          const rows = select.all(stream, last, BATCH)
          if (rows.length === 0) break
          last = Number(rows.at(-1)?.offset)
          read += rows.length
        }
      return read
    },
    close: () => db.close(),
  }
}
