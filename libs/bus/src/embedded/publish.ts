// Checks the records of one call and lays them out for the log. A call is refused as a whole, before anything is sent.

import { headers as headerNames, ThalaError } from '@thala/contracts'
import { partitionFor } from '../murmur2.ts'
import type { OutgoingRecord } from '../port.ts'
import { type Append, pack, type TopicRow } from './operations.ts'

/** One call is one transaction, during which no other process writes. */
export const MAX_CALL_RECORDS = 10_000
export const MAX_CALL_BYTES = 64 * 1024 * 1024

export function recordBytes(record: OutgoingRecord): number {
  let bytes = (record.value?.length ?? 0) + Buffer.byteLength(record.key ?? '')
  for (const [name, value] of Object.entries(record.headers))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
  return bytes
}

function checkTypes(record: OutgoingRecord): void {
  const bytesOnly = record.value === null || record.value instanceof Uint8Array
  const keyed = record.key === null || typeof record.key === 'string'
  if (!bytesOnly || !keyed || Object.values(record.headers).some((value) => typeof value !== 'string'))
    throw new ThalaError('bad-record', `${record.topic}: a value is bytes or null, a key text or null, a header text`)
}

function checkSizes(records: readonly OutgoingRecord[], maxRecordBytes: number): void {
  if (records.length > MAX_CALL_RECORDS)
    throw new ThalaError('output-too-large', `${records.length} records in one call, at most ${MAX_CALL_RECORDS}`)
  let total = 0
  for (const record of records) {
    checkTypes(record)
    const bytes = recordBytes(record)
    total += bytes
    if (bytes > maxRecordBytes)
      throw new ThalaError(
        'output-too-large',
        `${record.topic}: a record of ${bytes} bytes, at most ${maxRecordBytes}; nothing of the call was sent`,
      )
  }
  if (total > MAX_CALL_BYTES)
    throw new ThalaError('output-too-large', `${total} bytes in one call, at most ${MAX_CALL_BYTES}; nothing was sent`)
}

export function layOut(
  records: readonly OutgoingRecord[],
  topicOf: (name: string) => TopicRow,
  maxRecordBytes: number,
): Append {
  checkSizes(records, maxRecordBytes)
  const streams = records.map((record) => {
    const topic = topicOf(record.topic)
    return topic.streams[partitionFor(record.key, record.value, topic.partitions)] ?? 0
  })
  return {
    streams,
    keys: records.map((record) => record.key),
    headers: records.map((record) => JSON.stringify(record.headers)),
    subjects: records.map((record) =>
      topicOf(record.topic).retention === 'forever' ? (record.headers[headerNames.subject] ?? null) : null,
    ),
    values: pack(records.map((record) => record.value)),
  }
}
