// What a Kafka broker for tests is told. Times of records are synthetic, partitions few, heaps small.

export interface KafkaNode {
  /** From 1. */
  readonly id: number
  readonly port: number
  readonly controllerPort: number
  readonly dataFolder: string
}

const LOOPBACK = '127.0.0.1'

/** For one node of the cluster that `nodes` make up. */
export function kafkaProperties(node: KafkaNode, nodes: readonly KafkaNode[]): Record<string, string> {
  const address = `PLAINTEXT://${LOOPBACK}:${node.port}`
  return {
    ...clusterProperties(nodes.length),
    'node.id': `${node.id}`,
    'controller.quorum.voters': nodes.map(({ id, controllerPort }) => `${id}@${LOOPBACK}:${controllerPort}`).join(','),
    listeners: `${address},CONTROLLER://${LOOPBACK}:${node.controllerPort}`,
    'advertised.listeners': address,
    'log.dirs': node.dataFolder,
  }
}

/** What does not depend on the node's place. */
export function clusterProperties(nodes: number): Record<string, string> {
  const copies = String(nodes >= 3 ? 3 : 1)
  const inSync = nodes >= 3 ? '2' : '1'
  // A node killed with -9 registers again only when its old session is over.
  const sessionMs = nodes >= 3 ? 3_000 : 1_500
  return {
    'process.roles': 'broker,controller',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'auto.create.topics.enable': 'false',
    'num.partitions': '1',
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    // Else records whose source time is long ago vanish, and those of the future are refused.
    'log.retention.ms': '-1',
    'log.message.timestamp.after.max.ms': '9223372036854775807',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'background.threads': '2',
    // 128 MB of heap by default.
    'log.cleaner.dedupe.buffer.size': '4194304',
    'log.index.size.max.bytes': '1048576',
    'broker.session.timeout.ms': `${sessionMs}`,
    'broker.heartbeat.interval.ms': `${sessionMs / 6}`,
    'replica.lag.time.max.ms': '5000',
    'controlled.shutdown.retry.backoff.ms': '200',
  }
}
