// The servers that are measured: those whose addresses are given by variables, else our own, with the memory that a small
// installation gives them.

import { obtainServer, startElasticsearch, startKafka } from '@thala/testkit/servers'
import { canStartFromJars } from '../../libs/testkit/src/servers/obtain.ts'

const KAFKA_HEAP_MB = 512
const ELASTICSEARCH_HEAP_MB = 1024

export interface Servers {
  /** Separated by commas. */
  readonly brokers: string
  readonly url: string
  /** What they are, for people. */
  readonly origin: string
  stop(): Promise<void>
}

type Obtained = { readonly address: string; readonly origin: string; stop(): Promise<void> }

/** Or why there are none. */
export async function obtainServers(): Promise<Servers | { readonly missing: string }> {
  const kafka = await obtainKafka()
  if ('missing' in kafka) return kafka
  const elasticsearch = await obtainElasticsearch().catch(async (error: unknown) => {
    await kafka.stop()
    throw error
  })
  if ('missing' in elasticsearch) {
    await kafka.stop()
    return elasticsearch
  }
  return {
    brokers: kafka.address,
    url: elasticsearch.address,
    origin: `Kafka ${kafka.origin}, Elasticsearch ${elasticsearch.origin}`,
    stop: async () => {
      await Promise.all([kafka.stop(), elasticsearch.stop()])
    },
  }
}

async function obtainKafka(): Promise<Obtained | { missing: string }> {
  if (process.env.KAFKA_BOOTSTRAP_SERVERS || !(await canStartFromJars())) return obtainServer('kafka')
  const { brokers, stop } = await startKafka({ heapMb: KAFKA_HEAP_MB })
  return { address: brokers, origin: `from jars, heap of ${KAFKA_HEAP_MB} MB`, stop }
}

async function obtainElasticsearch(): Promise<Obtained | { missing: string }> {
  if (process.env.ELASTICSEARCH_URL || !(await canStartFromJars())) return obtainServer('elasticsearch')
  const { url, stop } = await startElasticsearch({ heapMb: ELASTICSEARCH_HEAP_MB, optimized: true })
  return { address: url, origin: `from jars, heap of ${ELASTICSEARCH_HEAP_MB} MB`, stop }
}
