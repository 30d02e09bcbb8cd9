import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attachments } from '@thala/attachments'
import { installationVariables, readSettings } from '@thala/runtime'
import type { ElasticsearchState } from '@thala/store'
import { standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtDocuments, lookAtServer } from './documents.ts'

const first = attachments(standIns())

const subject = { what: 'documents, search', on: 'here', variable: 'ELASTICSEARCH_URL' }

let folder: string
let world: World | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-doctor-'))
})
afterEach(async () => {
  await world?.stop()
  world = undefined
  await rm(folder, { recursive: true, force: true })
})

const look = (env: Record<string, string> = {}) => {
  const settings = readSettings(installationVariables, env)
  return Array.fromAsync(lookAtDocuments(subject, { settings, dataDir: folder, host: '127.0.0.1', now: 0 }))
}

describe('documents in a data folder', () => {
  it('are well where there are none yet', async () => {
    expect(await look()).toMatchObject([
      { state: 'ok', note: expect.stringMatching(/^SQLite 3\.\d+\.\d+, made/) },
      { what: 'API keys' },
    ])
  })

  it('are looked at beside their owner, with the dead letters that wait for somebody', async () => {
    world = await startWorld(() => [first], { folder })
    const bad = { topic: 'thala-slack-events', key: 'C1', value: Buffer.from('{'), headers: {} }
    await world.bus.publish([bad, { ...bad, value: Buffer.from('[') }])
    await world.drain()
    expect(await look()).toMatchObject([
      { state: 'ok', note: expect.stringMatching(/^SQLite .*, \d+ [kM]B$/) },
      {
        state: 'warning',
        what: 'dead letters',
        on: '2',
        note: "2 of them bad-record at attachments: see 'npm run thala -- dlq list', then 'npm run thala -- dlq replay' once the reason is gone",
      },
      { what: 'API keys' },
    ])
  })
})

describe('documents on servers', () => {
  it('are faulty when nothing answers, and when the credentials are half', async () => {
    await expect(look({ ELASTICSEARCH_URL: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'dependency-down',
      message: expect.stringContaining('ELASTICSEARCH_URL'),
    })
    const half = { ELASTICSEARCH_URL: 'http://127.0.0.1:1', ELASTICSEARCH_USERNAME: 'u' }
    await expect(look(half)).rejects.toThrow(/ELASTICSEARCH_PASSWORD/)
  })

  const server: ElasticsearchState = {
    version: '9.5.3',
    status: 'green',
    nodes: [{ name: 'n1', freeBytes: 500e9, totalBytes: 1000e9 }],
    blocked: [],
  }
  const told = (changed: Partial<ElasticsearchState>) => [...lookAtServer({ ...server, ...changed }, subject)]
  const disk = (freeBytes: number, totalBytes: number) => told({ nodes: [{ name: 'n1', freeBytes, totalBytes }] })[1]

  it('are faulty when some cannot be read, or take no writes', () => {
    expect(told({ status: 'red' })[0]).toMatchObject({ state: 'fault', note: expect.stringContaining('red') })
    expect(told({ blocked: ['thala-messages-v2-000001'] })[1]).toMatchObject({
      state: 'fault',
      on: 'thala-messages-v2-000001',
      note: expect.stringContaining('npm run thala -- store reindex'),
    })
  })

  it.each([
    ['nearly full', 4e9, 100e9, 'fault', 'flood'],
    ['fuller than it should be', 9e9, 100e9, 'warning', 'high'],
    ['on the way there', 14e9, 100e9, 'warning', 'low'],
    ['large, where a share would be too much', 210e9, 10_000e9, 'ok', '210 GB'],
    ['large and full all the same', 99e9, 10_000e9, 'fault', 'flood'],
    ['of no size that is told', 0, 0, 'ok', '0 bytes'],
  ])('say that a disk is %s', (_, free, total, state, word) => {
    expect(disk(free, total)).toMatchObject({ state, on: 'n1', note: expect.stringContaining(word) })
  })

  it('are well otherwise', () => {
    expect(told({ status: 'yellow' })).toMatchObject([
      { state: 'ok', note: '9.5.3, 1 node, yellow' },
      { state: 'ok', note: '500 GB of 1.0 TB free' },
    ])
  })
})
