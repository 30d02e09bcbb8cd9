// What is refused at start, on real servers: one clear line, which names what was wrong and what mends it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topics } from '@thala/contracts'
import { type Env, openInstallation, topicName } from '@thala/runtime'
import { describeWithServer } from '@thala/testkit/servers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Started, start } from './start.ts'

let folder: string
let mark: string
const running: Started[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-refusals-'))
  mark = `${process.pid.toString(36)}${Date.now().toString(36)}`
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
  await rm(folder, { recursive: true, force: true })
})

async function started(env: Env): Promise<Started> {
  const one = await start(env, { sample: false })
  running.push(one)
  return one
}

describeWithServer('kafka', 'the log on Kafka', (brokers) => {
  const at = (dataDir: string): Env => ({
    KAFKA_BOOTSTRAP_SERVERS: brokers,
    THALA_TOPIC_PREFIX: `${mark}.`,
    THALA_DATA_DIR: join(folder, dataDir),
    THALA_PORT: '0',
  })

  it('with documents in a folder is for one process; a second one, elsewhere, is refused', async () => {
    const first = await started(at('here'))
    expect(first.parts.map(({ on }) => on.split(',')[0])).toEqual(['Kafka', 'SQLite', first.url])
    await expect(start(at('elsewhere'), { sample: false })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(/another process reads this log .* set ELASTICSEARCH_URL/),
    })
    await first.stop()
    await started(at('elsewhere'))
  })

  it('is refused when a topic was begun with another number of partitions', async () => {
    const env = at('here')
    const name = topicName(topics.linkInputs, env)
    const installation = await openInstallation(env, { dataDir: join(folder, 'maker'), access: 'append' })
    await installation.bus.ensureTopics([{ name, partitions: 3, retention: 'forever' }])
    await installation.close()
    await expect(start(env, { sample: false })).rejects.toMatchObject({
      code: 'topology',
      message: expect.stringMatching(new RegExp(`${name} was begun with 3 partitions, not 8: .*other topic names`)),
    })
  })
})

describeWithServer('elasticsearch', 'documents in Elasticsearch', (url) => {
  it('are refused where an index of that name is not ours', async () => {
    const prefix = `${mark}-`
    await fetch(`${url}/${prefix}messages`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mappings: { properties: { title: { type: 'text' } } } }),
    })
    const env = { ELASTICSEARCH_URL: url, THALA_INDEX_PREFIX: prefix, THALA_DATA_DIR: folder, THALA_PORT: '0' }
    await expect(start(env, { sample: false })).rejects.toThrow(/THALA_INDEX_PREFIX/)
    await fetch(`${url}/${prefix}messages`, { method: 'DELETE' })
  })
})
