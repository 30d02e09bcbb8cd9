// What every log asks of a record before anything is sent, so that a call is refused as a whole, the same everywhere.

import { ThalaError } from '@thala/contracts'
import type { OutgoingRecord } from './port.ts'

/** In the embedded log one call is one transaction, during which no other process writes. */
export const MAX_CALL_RECORDS = 10_000
export const MAX_CALL_BYTES = 64 * 1024 * 1024
export const DEFAULT_MAX_RECORD_BYTES = 1_000_000

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

export function checkRecords(records: readonly OutgoingRecord[], maxRecordBytes: number): void {
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

const MAX_READ = 10_000

export function checkLimit(limit: number): void {
  if (!(limit >= 1 && limit <= MAX_READ)) throw new ThalaError('bad-input', `limit is 1 to ${MAX_READ}, not ${limit}`)
}
