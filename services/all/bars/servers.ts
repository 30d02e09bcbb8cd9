// The servers of one run of the bars: those of the environment where it names them, else one Kafka broker (512 MB of heap)
// and one Elasticsearch node (1 GB) from their jars, started when the first bar asks.

import type { Env } from '@thala/runtime'
import { startElasticsearch, startKafka } from '@thala/testkit/servers'

export interface Servers {
  /** `host:port` of brokers that nobody kills. */
  kafka(): Promise<string>
  /** URL of a node that nobody kills. */
  elasticsearch(): Promise<string>
  stop(): Promise<void>
}

const KAFKA_HEAP_MB = 512
const ELASTICSEARCH_HEAP_MB = 1024

export function openServers(env: Env): Servers {
  const running: { stop(): Promise<void> }[] = []
  const started = async <T extends { stop(): Promise<void> }>(start: Promise<T>): Promise<T> => {
    const server = await start
    running.push(server)
    return server
  }
  let kafka: Promise<string> | undefined
  let elasticsearch: Promise<string> | undefined
  const given = (address: string | undefined) => (address ? Promise.resolve(address) : undefined)
  return {
    kafka: () => {
      kafka ??=
        given(env.KAFKA_BOOTSTRAP_SERVERS) ??
        started(startKafka({ heapMb: KAFKA_HEAP_MB })).then(({ brokers }) => brokers)
      return kafka
    },
    elasticsearch: () => {
      elasticsearch ??=
        given(env.ELASTICSEARCH_URL) ??
        started(startElasticsearch({ heapMb: ELASTICSEARCH_HEAP_MB })).then(({ url }) => url)
      return elasticsearch
    },
    stop: async () => {
      await Promise.all(running.splice(0).map((one) => one.stop()))
    },
  }
}
