// Sends records. Promise: what resolved is durable (all replicas in sync have it); each partition keeps the order of the
// calls. One partition per send and one send at a time per partition: kafkajs loses acknowledged messages otherwise when
// a leader moves. A send that failed may have been stored: then the records are there twice.

import { ThalaError } from '@thala/contracts'
import { partitionFor } from '../murmur2.ts'
import type { OutgoingRecord } from '../port.ts'
import type { Place } from '../position.ts'
import { checkRecords, recordBytes } from '../records.ts'
import type { Client, Message, Producer, RecordMetadata } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { hasType, isUnknownTopic } from './errors.ts'
import { type Line, openLine } from './line.ts'
import { toMessage } from './messages.ts'
import type { Requests } from './requests.ts'

export interface Publisher {
  publish(records: readonly OutgoingRecord[]): Promise<void>
  close(): Promise<void>
}

/** A send tries again by itself where a leader moves. */
const SEND_LIMIT_MS = 60_000
/** The broker's, for all replicas to have it. */
const ACKS_TIMEOUT_MS = 15_000

export function openPublisher(client: Client, requests: Requests, maxRecordBytes: number): Publisher {
  const producers = openProducers(client)
  const lines = new Map<string, Line>()

  const sendOnce = (place: Place, messages: Message[]): Promise<void> =>
    producers.use(async (producer) => {
      const sending = { topic: place.topic, messages, acks: -1, timeout: ACKS_TIMEOUT_MS }
      requireCovered(place, await withinDeadline('a send', producer.send(sending), { limitMs: SEND_LIMIT_MS }))
    })
  const send = async (place: Place, messages: Message[]): Promise<void> => {
    try {
      await sendOnce(place, messages)
    } catch (error) {
      if (hasType(error, 'MESSAGE_TOO_LARGE'))
        throw new ThalaError('output-too-large', `${place.topic}: raise its max.message.bytes in Kafka`, {
          cause: error,
        })
      if (!isUnknownTopic(error)) throw error
      // A topic that is gone spoils a producer for all others too: look whether it is this one, else try once more.
      requests.forget()
      await requests.about([place.topic], () => Promise.resolve())
      await sendOnce(place, messages)
    }
  }
  const lineOf = (place: Place): Line => {
    const key = `${place.topic}/${place.partition}`
    const line = lines.get(key) ?? openLine((messages) => send(place, messages))
    lines.set(key, line)
    return line
  }

  return {
    publish: async (records) => {
      checkRecords(records, maxRecordBytes)
      if (records.length === 0) return
      const topics = [...new Set(records.map(({ topic }) => topic))]
      const counts = await requests.about(topics, async (cluster) => {
        const count = (topic: string): [string, number] => [topic, cluster.findTopicPartitionMetadata(topic).length]
        return new Map(topics.map(count))
      })
      const sent = byPartition(records, (topic) => counts.get(topic) ?? 1).map(([place, own]) =>
        lineOf(place).push(
          own.map((record) => ({ message: toMessage(record, place.partition), bytes: recordBytes(record) })),
        ),
      )
      const results = await Promise.allSettled(sent)
      for (const result of results) if (result.status === 'rejected') throw result.reason
    },
    close: () => producers.close(),
  }
}

/** Groups records by partition; within one they stay in their order. */
export function byPartition(
  records: readonly OutgoingRecord[],
  partitionsOf: (topic: string) => number,
): [Place, OutgoingRecord[]][] {
  const groups = new Map<string, [Place, OutgoingRecord[]]>()
  for (const record of records) {
    const partition = partitionFor(record.key, record.value, partitionsOf(record.topic))
    const key = `${record.topic}/${partition}`
    const group = groups.get(key) ?? [{ topic: record.topic, partition }, []]
    group[1].push(record)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** kafkajs may resolve a send of which nothing was stored; then the answer does not speak of the partition. */
export function requireCovered({ topic, partition }: Place, answer: readonly RecordMetadata[]): void {
  const stored = answer.filter((one) => one.topicName === topic && one.partition === partition && one.errorCode === 0)
  const offset = Number(stored[0]?.baseOffset ?? -1)
  if (stored.length !== 1 || !(offset >= 0))
    throw new ThalaError('dependency-down', `Kafka did not say that it stored the records of ${topic}/${partition}`)
}

/** One producer for all, replaced after a send that failed: what is left in it could be sent late. */
function openProducers(client: Client) {
  interface InUse {
    readonly producer: Promise<Producer>
    users: number
    retired: boolean
  }
  let current: InUse | undefined
  const letGo = (one: InUse) => {
    if (one.retired && one.users === 0)
      void one.producer.then((producer) => producer.disconnect()).catch(() => undefined)
  }
  const retire = (one: InUse | undefined) => {
    if (!one) return
    one.retired = true
    if (current === one) current = undefined
    letGo(one)
  }
  const connect = async (): Promise<Producer> => {
    const producer = client.producer()
    await producer.connect()
    return producer
  }
  return {
    use: async (action: (producer: Producer) => Promise<void>): Promise<void> => {
      current ??= { producer: connect(), users: 0, retired: false }
      const mine = current
      mine.users += 1
      try {
        await action(await withinDeadline('a connection', mine.producer))
      } catch (error) {
        retire(mine)
        throw error
      } finally {
        mine.users -= 1
        letGo(mine)
      }
    },
    close: async () => {
      const last = current
      current = undefined
      await last?.producer.then((producer) => producer.disconnect()).catch(() => undefined)
    },
  }
}
