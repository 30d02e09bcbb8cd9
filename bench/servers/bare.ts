// The vendors' clients as they come, for the peers: nothing of Thala stands between them and the servers.

import { Client } from '@elastic/elasticsearch'
import { collections } from '@thala/contracts'
import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import { indexBody } from '../../libs/store/src/elasticsearch/mapping.ts'
import type { Servers } from './obtain.ts'

export const bareKafka = ({ brokers }: Servers): Kafka =>
  new kafkajs.Kafka({ brokers: brokers.split(','), clientId: 'bench', logLevel: kafkajs.logLevel.NOTHING })

export const bareElasticsearch = ({ url }: Servers): Client => new Client({ node: url, requestTimeout: 60_000 })

export async function withAdmin<T>(servers: Servers, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = bareKafka(servers).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

export const createTopic = (servers: Servers, topic: string, numPartitions: number): Promise<unknown> =>
  withAdmin(servers, (admin) => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }))

/** As the store makes it. */
export async function createMessagesIndex(client: Client, index: string): Promise<void> {
  const { settings, mappings } = indexBody(collections.messages)
  await client.indices.create({ index, settings, mappings })
}

/** Topics, groups and indices whose names begin with `mark`. */
export async function removeAll(servers: Servers, mark: string): Promise<void> {
  const elastic = bareElasticsearch(servers)
  try {
    const index = Object.keys(await elastic.indices.get({ index: `${mark}*`, features: ['aliases'] }))
    if (index.length > 0) await elastic.indices.delete({ index })
  } finally {
    await elastic.close()
  }
  await withAdmin(servers, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(mark))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    const { groups } = await admin.listGroups()
    const own = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(mark))
    // One that was left without a word stays until its session is over; the broker forgets it by itself.
    if (own.length > 0) await admin.deleteGroups(own).catch(() => undefined)
  })
}
