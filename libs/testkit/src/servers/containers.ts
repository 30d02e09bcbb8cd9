// The servers' official images, through testcontainers: used where a Docker engine answers. Only its address is handed on;
// what kills and restarts nodes starts them from jars.

import { type Program, versions } from './downloads.ts'
import { freePorts } from './free-ports.ts'
import { clusterProperties } from './kafka-properties.ts'

export interface Container {
  readonly address: string
  stop(): Promise<void>
}

/** Loaded on demand: whoever has no Docker does not pay for its client. */
const testcontainers = () => import('testcontainers')

export async function dockerAnswers(): Promise<boolean> {
  const { getContainerRuntimeClient } = await testcontainers()
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  )
}

export const startContainer = (program: Program): Promise<Container> =>
  program === 'kafka' ? startKafkaContainer() : startElasticsearchContainer()

/** Clients go on to the address that the broker tells them, so its port outside is chosen beforehand. */
async function startKafkaContainer(): Promise<Container> {
  const [port = 0] = await freePorts(1)
  const { GenericContainer, getContainerRuntimeClient, Wait } = await testcontainers()
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime
  const properties = {
    ...clusterProperties(1),
    'node.id': '1',
    'controller.quorum.voters': '1@localhost:9093',
    listeners: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093,INSIDE://localhost:9094',
    'advertised.listeners': `PLAINTEXT://${host}:${port},INSIDE://localhost:9094`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT',
    // The port outside does not exist inside.
    'inter.broker.listener.name': 'INSIDE',
  }
  const container = await new GenericContainer(`apache/kafka:${versions.kafka}`)
    .withEnvironment({ ...kafkaEnvironment(properties), KAFKA_HEAP_OPTS: '-Xmx256m' })
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start()
  return { address: `${host}:${port}`, stop: async () => void (await container.stop()) }
}

/** The image reads `KAFKA_NODE_ID` as `node.id`. */
export const kafkaEnvironment = (properties: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [`KAFKA_${key.toUpperCase().replaceAll('.', '_')}`, value]),
  )

async function startElasticsearchContainer(): Promise<Container> {
  const { GenericContainer, Wait } = await testcontainers()
  const container = await new GenericContainer(
    `docker.elastic.co/elasticsearch/elasticsearch:${versions.elasticsearch}`,
  )
    .withEnvironment({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      'path.repo': '/tmp',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .withExposedPorts(9200)
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200))
    .start()
  const address = `http://${container.getHost()}:${container.getMappedPort(9200)}`
  return { address, stop: async () => void (await container.stop()) }
}
