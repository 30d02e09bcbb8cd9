// Records as Kafka's messages and back. Null value, null key and empty key are kept apart; headers are UTF-8.

import type { BusRecord, OutgoingRecord } from '../port.ts'
import type { Place } from '../position.ts'
import type { FetchedPartition, KafkaMessage, Message } from './client.ts'

/** The bytes are copied: the caller may use its memory again at once. */
export function toMessage({ key, value, headers }: OutgoingRecord, partition: number): Message {
  const bytes = Object.entries(headers).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)])
  return {
    partition,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(bytes),
  }
}

export function toRecord(
  { topic, partition }: Place,
  { offset, key, value, headers, timestamp }: KafkaMessage,
): BusRecord {
  return {
    topic,
    partition,
    offset: Number(offset),
    key: key === null ? null : key.toString(),
    // Memory of its own: a record that is kept must not keep its whole batch.
    value: value === null ? null : new Uint8Array(value),
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, bytes]) => [name, headerText(bytes)])),
    appendedAt: Number(timestamp),
  }
}

type Header = Buffer | string | (Buffer | string)[] | undefined

/** Other clients may repeat a header: the last counts. */
const headerText = (value: Header): string => (Array.isArray(value) ? (value.at(-1) ?? '') : (value ?? '')).toString()

export interface Fetched {
  readonly records: readonly BusRecord[]
  /** Where to go on: after the last record, also after those that only Kafka itself reads. */
  readonly next: number
}

/** A fetch begins with the batch that holds `from`, which may begin before it. */
export function toRecords(place: Place, from: number, { messages }: FetchedPartition): Fetched {
  const wanted = messages.filter(({ offset }) => Number(offset) >= from)
  return {
    records: wanted.filter(({ isControlRecord }) => !isControlRecord).map((message) => toRecord(place, message)),
    next: Number(wanted.at(-1)?.offset ?? from - 1) + 1,
  }
}
