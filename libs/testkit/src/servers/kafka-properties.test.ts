import { describe, expect, it } from 'vitest'
import { kafkaEnvironment } from './containers.ts'
import { kafkaProperties } from './kafka-properties.ts'

const nodes = [1, 2, 3].map((id) => ({ id, port: 100 + id, controllerPort: 200 + id, dataFolder: `data-${id}` }))

describe('what a Kafka node is told', () => {
  it('keeps three copies, two of them in sync, in a cluster of three', () => {
    for (const node of nodes)
      expect(kafkaProperties(node, nodes)).toMatchObject({
        'node.id': String(node.id),
        'controller.quorum.voters': '1@127.0.0.1:201,2@127.0.0.1:202,3@127.0.0.1:203',
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
        'log.dirs': node.dataFolder,
        'default.replication.factor': '3',
        'offsets.topic.replication.factor': '3',
        'min.insync.replicas': '2',
      })
  })

  it('asks for no second copy on one node', () => {
    const [node] = nodes
    if (!node) throw new Error('no node')
    const properties = kafkaProperties(node, [node])
    const copies = Object.entries(properties).filter(([key]) => /replication\.factor|\.isr$|insync/.test(key))
    expect(copies.length).toBe(5)
    expect(copies.every(([, value]) => value === '1')).toBe(true)
  })

  it('reaches a container as environment variables, a dot as an underscore', () => {
    expect(kafkaEnvironment({ 'node.id': '1', 'log.retention.ms': '-1' })).toEqual({
      KAFKA_NODE_ID: '1',
      KAFKA_LOG_RETENTION_MS: '-1',
    })
  })
})
