// The sample workspace as a team runs it that has outgrown one process: every service a process of its own, on Kafka and
// Elasticsearch. Nothing else changes: the same answers, the same state.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drain, type Env, groupsOf, type Installation, openInstallation, run } from '@thala/runtime'
import { type ServiceProcess, startProcess, startWorld, stateHash } from '@thala/testkit'
import { describeWithServer } from '@thala/testkit/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerKey, type Found, readAnswerKey, readFound } from './answer-key.ts'
import { pipeline } from './declarations.ts'
import { localModels, type Models } from './models.ts'
import { sampleSources } from './sample-sources.ts'

const sample = new URL('../../../infra/sample/', import.meta.url)
const names = ['attachments', 'classifier', 'linker', 'indexer', 'api'] as const
const main = (name: string) => fileURLToPath(new URL(`../../${name}/src/main.ts`, import.meta.url))

interface Outcome {
  readonly found: Found
  readonly hash: string
}

async function embedded(key: AnswerKey, models: Models): Promise<Outcome> {
  const world = await startWorld(() => [...pipeline(models), ...sampleSources(models)])
  try {
    await world.running.sourcesDone
    await world.drain()
    await world.store.refresh()
    return { found: await readFound(world.store, key), hash: await world.hash() }
  } finally {
    await world.stop()
  }
}

async function withModels<T>(env: Env, use: (models: Models) => Promise<T>): Promise<T> {
  const models = localModels(env)
  try {
    return await use(models)
  } finally {
    await models.close()
  }
}

describeWithServer('kafka', 'every service in a process of its own', (brokers) =>
  describeWithServer('elasticsearch', 'on Kafka and Elasticsearch', (url) => {
    const mark = `${process.pid.toString(36)}${Date.now().toString(36)}`
    let env: Env
    let folder: string
    let processes: ServiceProcess[] = []
    let installation: Installation
    let key: AnswerKey
    let expected: Outcome

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'thala-processes-'))
      env = {
        KAFKA_BOOTSTRAP_SERVERS: brokers,
        ELASTICSEARCH_URL: url,
        THALA_TOPIC_PREFIX: `${mark}.`,
        THALA_INDEX_PREFIX: `${mark}-`,
        THALA_DATA_DIR: folder,
        THALA_BLOBS_DIR: join(folder, 'blobs'),
        THALA_HEALTH_PORT: '0',
        THALA_PORT: '0',
      }
      key = await readAnswerKey(new URL('answer-key.json', sample))
      expected = await withModels({ THALA_BLOBS_DIR: join(folder, 'embedded-blobs') }, (own) => embedded(key, own))
      processes = await Promise.all(names.map((name) => startProcess(main(name), [], env)))
      installation = await openInstallation(env, { dataDir: folder, access: 'append' })
      await withModels(env, async (models) => {
        const reading = await run(sampleSources(models), { ...installation, env })
        await reading.sourcesDone
        await reading.stop()
        await drain(installation.bus, groupsOf(pipeline(models), env), { timeoutMs: 180_000 })
      })
      await installation.store.refresh()
    }, 360_000)

    afterAll(async () => {
      const codes = await Promise.all(processes.map((one) => one.end('SIGTERM')))
      await installation.close()
      await rm(folder, { recursive: true, force: true })
      expect(codes).toEqual(names.map(() => 0))
    })

    it('finds what the embedded installation finds', async () => {
      expect(await readFound(installation.store, key)).toEqual(expected.found)
    })

    it('ends in the same state, bit for bit', async () => {
      expect(await stateHash(installation.store, installation.bus, env)).toBe(expected.hash)
    })

    describe('each process', () => {
      it('says that it is well', async () => {
        for (const { health } of processes) expect((await fetch(`${health}/readyz`)).status).toBe(200)
      })

      it('gives its metrics: what it handled, and that nothing waits', async () => {
        const pages = await Promise.all(processes.map(async ({ health }) => (await fetch(`${health}/metrics`)).text()))
        const text = pages.join('\n')
        for (const service of ['attachments', 'classifier', 'linker', 'indexer-messages'])
          expect(text).toMatch(new RegExp(`thala_events_total\\{service="${service}",outcome="done"\\} [1-9]`))
        const lags = [...text.matchAll(/^thala_lag_records\{.*\} (\d+)$/gm)].map(([, records]) => Number(records))
        expect(lags.length).toBeGreaterThan(5)
        expect(lags.every((records) => records === 0)).toBe(true)
        expect(text).toMatch(/thala_message_to_searchable_seconds_count\{service="indexer-messages"\} [1-9]/)
      })
    })
  }),
)
