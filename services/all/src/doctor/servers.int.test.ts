// What the doctor says of real servers: new ones, ones in use, and what somebody changed on them. Names of its own.

import { randomUUID } from 'node:crypto'
import { openKafkaBus, type TopicSpec } from '@thala/bus'
import { collections, topics } from '@thala/contracts'
import { type Env, installationVariables, readSettings, topicName, topicSpecs } from '@thala/runtime'
import { openElasticsearchStore } from '@thala/store'
import { standIns } from '@thala/testkit'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import { lookAtDocuments } from './documents.ts'
import { lookAtLog } from './event-log.ts'

const declarations = pipeline(standIns())
const now = Date.now()
const own = (): string => `t${randomUUID().slice(0, 8)}-`

describeWithServer('kafka', 'the doctor, of a log on Kafka', (brokers) => {
  const subject = { what: 'event log', on: `Kafka, ${brokers}`, variable: 'KAFKA_BOOTSTRAP_SERVERS' }
  const envOf = (prefix: string): Env => ({ KAFKA_BOOTSTRAP_SERVERS: brokers, THALA_TOPIC_PREFIX: prefix })
  const look = (env: Env) => {
    const settings = readSettings(installationVariables, env)
    return Array.fromAsync(lookAtLog(subject, { env, settings, dataDir: '', declarations, now }))
  }
  const ensure = async (specs: readonly TopicSpec[]) => {
    const bus = await openKafkaBus({ brokers: brokers.split(',') })
    await bus.ensureTopics(specs).finally(() => bus.close())
  }

  it('makes nothing where nothing is', async () => {
    const env = envOf(own())
    for (let times = 0; times < 2; times++)
      expect(await look(env)).toMatchObject([{ state: 'ok', note: expect.stringContaining('nothing in it yet') }])
  })

  it('finds every topic, and nothing that waits', async () => {
    const env = envOf(own())
    await ensure(topicSpecs(declarations, env))
    expect(await look(env)).toMatchObject([
      { state: 'ok', note: `${topicSpecs(declarations, env).length} topics` },
      { state: 'ok', what: 'events waiting', note: 'none' },
    ])
  })

  it('tells of a topic with another number of partitions', async () => {
    const env = envOf(own())
    const name = topicName(topics.slackEvents, env)
    await ensure([{ name, partitions: 3, retention: 'days' }])
    expect(await look(env)).toMatchObject([
      { state: 'fault', note: expect.stringContaining(`${name} has 3 partitions, not 8`) },
    ])
  })
})

describeWithServer('elasticsearch', 'the doctor, of documents in Elasticsearch', (url) => {
  const subject = { what: 'documents, search', on: `Elasticsearch, ${url}`, variable: 'ELASTICSEARCH_URL' }
  const look = (env: Env) => {
    const settings = readSettings(installationVariables, env)
    return Array.fromAsync(lookAtDocuments(subject, { settings, dataDir: '', host: '127.0.0.1', now }))
  }

  it('tells its version, its disks, and an index that takes no writes', async () => {
    const prefix = own()
    const env = { ELASTICSEARCH_URL: url, THALA_INDEX_PREFIX: prefix }
    const before = await look(env)
    expect(before[0]).toMatchObject({
      state: 'ok',
      note: expect.stringMatching(/^9\.\d+\.\d+, 1 node, (green|yellow)$/),
    })
    expect(before.map(({ what }) => what)).toEqual(expect.arrayContaining(['disk of node', 'dead letters', 'API keys']))

    const store = await openElasticsearchStore({ url, indexPrefix: prefix })
    await store.update(collections.checkpoints, ['a'], (_, id) => ({ id, body: {}, index: {} }))
    await store.close()
    const settings = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    const index = `${url}/${prefix}checkpoints`
    await fetch(`${index}/_settings`, { ...settings, body: JSON.stringify({ 'index.blocks.write': true }) })
    expect(await look(env)).toContainEqual(
      expect.objectContaining({ state: 'fault', what: 'index', on: expect.stringContaining(`${prefix}checkpoints`) }),
    )
    await fetch(`${index}/_settings`, { ...settings, body: JSON.stringify({ 'index.blocks.write': null }) })
  })
})
