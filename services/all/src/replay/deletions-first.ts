// Deletions are applied first: of a message that is deleted by now no older version is read again, neither by a model nor
// into a topic. Its place in the log is kept by a version without anything in it.

import type { Batch, BusRecord } from '@thala/bus'
import { collections, headers, readRecord, type SourceMessage, topics, writeRecord } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'

type OnBatch = (batch: Batch) => Promise<void>

/** `sources`: names of the topics that hold messages as they were received. */
export const deletionsFirst =
  (store: StoreReader, sources: ReadonlySet<string>, onBatch: OnBatch): OnBatch =>
  async (batch) => {
    if (!sources.has(batch.topic)) return onBatch(batch)
    const deleted = await deletedAmong(store, batch.records)
    if (deleted.size === 0) return onBatch(batch)
    const records = batch.records.map((record) => (deleted.has(subjectOf(record) ?? '') ? emptied(record) : record))
    return onBatch({ ...batch, records })
  }

const subjectOf = (record: BusRecord): string | undefined => record.headers[headers.subject]

async function deletedAmong(store: StoreReader, records: readonly BusRecord[]): Promise<ReadonlySet<string>> {
  const subjects = [...new Set(records.flatMap((record) => subjectOf(record) ?? []))]
  const found = await store.get<Versioned<MessageState>>(collections.messages, subjects)
  return new Set([...found].flatMap(([id, { body }]) => (body.state.deleted ? [id] : [])))
}

/** Every source topic holds the same kind of record. */
const { slackEvents: anySource } = topics

function emptied(record: BusRecord): BusRecord {
  const read = readRecord(anySource, record.value)
  return read.ok ? { ...record, value: writeRecord(anySource, withoutWords(read.value)) } : record
}

const withoutWords = (message: SourceMessage): SourceMessage => ({
  ...message,
  deleted: true,
  author: null,
  text: '',
  parent: null,
  attachments: [],
  permalink: null,
  said: null,
})
