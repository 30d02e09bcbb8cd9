import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../settings.ts'
import { elasticsearchSettings, kafkaSettings } from './servers.ts'
import { installationVariables } from './variables.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-servers-'))
  await writeFile(join(folder, 'ca.pem'), 'the certificates')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const kafka = async (env: Record<string, string>) => kafkaSettings(readSettings(installationVariables, env))
const elasticsearch = async (env: Record<string, string>) =>
  elasticsearchSettings(readSettings(installationVariables, env))
const BROKERS = { KAFKA_BOOTSTRAP_SERVERS: 'a:9092, b:9093' }
const URL_ONLY = { ELASTICSEARCH_URL: 'http://search:9200' }
const SASL = { KAFKA_SASL_USERNAME: 'thala', KAFKA_SASL_PASSWORD: 'hunter22' }

describe('the variables of Kafka', () => {
  it('name brokers; without them the log is embedded', async () => {
    expect(await kafka({})).toBeNull()
    expect(await kafka(BROKERS)).toEqual({ brokers: ['a:9092', 'b:9093'], retentionDays: 90 })
  })

  it('name how to connect', async () => {
    const ca = join(folder, 'ca.pem')
    expect(await kafka({ ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CA: ca })).toMatchObject({
      ssl: { ca: 'the certificates' },
    })
    const scram = { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' }
    expect(await kafka({ ...BROKERS, ...SASL, ...scram })).toMatchObject({
      ssl: {},
      sasl: { mechanism: 'scram-sha-512', username: 'thala', password: 'hunter22' },
    })
    expect(await kafka({ ...BROKERS, KAFKA_REPLICATION_FACTOR: '3' })).toMatchObject({ replicationFactor: 3 })
  })

  it.each([
    ['no port', { KAFKA_BOOTSTRAP_SERVERS: 'a:9092,b' }, /KAFKA_BOOTSTRAP_SERVERS: "b" is not host:port/],
    ['a URL', { KAFKA_BOOTSTRAP_SERVERS: 'kafka://a:9092' }, /KAFKA_BOOTSTRAP_SERVERS/],
    ['an unknown protocol', { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'TLS' }, /KAFKA_SECURITY_PROTOCOL \(now "TLS"\)/],
    [
      'no credentials',
      { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' },
      /KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD/,
    ],
    ['credentials that would not be used', { ...BROKERS, ...SASL }, /KAFKA_SECURITY_PROTOCOL=PLAINTEXT/],
    ['a file that is not there', { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CA: '/none' }, /KAFKA_SSL_CA/],
  ])('are refused by name: %s', async (_, env, line) => {
    await expect(kafka(env)).rejects.toMatchObject({ code: 'bad-config' })
    await expect(kafka(env)).rejects.toThrow(line)
    await expect(kafka(env)).rejects.not.toThrow(/hunter22/)
  })
})

describe('the variables of Elasticsearch', () => {
  it('name the server; without it documents are embedded', async () => {
    expect(await elasticsearch({})).toBeNull()
    expect(await elasticsearch(URL_ONLY)).toEqual({ url: 'http://search:9200', indexPrefix: 'thala-' })
  })

  it.each([
    ['no URL', { ELASTICSEARCH_URL: 'search:9200' }, /ELASTICSEARCH_URL/],
    ['half of the credentials', { ...URL_ONLY, ELASTICSEARCH_USERNAME: 'u' }, /ELASTICSEARCH_PASSWORD/],
    [
      'two kinds of credentials',
      { ...URL_ONLY, ELASTICSEARCH_API_KEY: 'k', ELASTICSEARCH_USERNAME: 'u', ELASTICSEARCH_PASSWORD: 'p' },
      /either ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME/,
    ],
    ['a prefix that no index may have', { ...URL_ONLY, THALA_INDEX_PREFIX: 'Thala_' }, /THALA_INDEX_PREFIX/],
  ])('are refused by name: %s', async (_, env, line) => {
    await expect(elasticsearch(env)).rejects.toMatchObject({ code: 'bad-config' })
    await expect(elasticsearch(env)).rejects.toThrow(line)
  })
})
