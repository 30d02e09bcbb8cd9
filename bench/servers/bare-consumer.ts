// What bare kafkajs does with the same records: sends them in batches, reads them in a group, commits each batch.

import type { OutgoingRecord } from '@thala/bus'
import { PARTITIONS } from '@thala/contracts'
import type { KafkaMessage } from 'kafkajs'
import { bareKafka, createTopic } from './bare.ts'
import type { Servers } from './obtain.ts'

export interface BareConsumer {
  send(records: readonly OutgoingRecord[]): Promise<void>
  stop(): Promise<void>
}

/** Resolves when the group has its partitions. `onBatch`: called before the batch is committed. */
export async function startBareConsumer(
  servers: Servers,
  topic: string,
  onBatch: (messages: readonly KafkaMessage[]) => Promise<void>,
): Promise<BareConsumer> {
  await createTopic(servers, topic, PARTITIONS)
  const kafka = bareKafka(servers)
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 })
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve())
  })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch, resolveOffset }) => {
      const last = batch.lastOffset()
      await onBatch(batch.messages)
      resolveOffset(last)
      await consumer.commitOffsets([{ topic, partition: batch.partition, offset: String(Number(last) + 1) }])
    },
  })
  await joined
  return {
    send: async (records) => {
      await producer.send({ topic, acks: -1, messages: records.map(toMessage) })
    },
    stop: async () => {
      await Promise.all([consumer.disconnect(), producer.disconnect()])
    },
  }
}

const toMessage = ({ key, value, headers }: OutgoingRecord) => ({
  key,
  value: value && Buffer.from(value),
  headers: { ...headers },
})
