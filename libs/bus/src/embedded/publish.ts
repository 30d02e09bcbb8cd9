// Lays the records of one call out for the log, once they are checked.

import { headers as headerNames } from '@thala/contracts'
import { partitionFor } from '../murmur2.ts'
import type { OutgoingRecord } from '../port.ts'
import { checkRecords } from '../records.ts'
import { type Append, pack, type TopicRow } from './operations.ts'

export function layOut(
  records: readonly OutgoingRecord[],
  topicOf: (name: string) => TopicRow,
  maxRecordBytes: number,
): Append {
  checkRecords(records, maxRecordBytes)
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
