// What the variables say about the two servers. An error names the variable; no value of a secret is in any line.

import { readFile } from 'node:fs/promises'
import type { KafkaSettings } from '@thala/bus'
import { errorLine, ThalaError } from '@thala/contracts'
import type { ElasticsearchSettings } from '@thala/store'
import type { InstallationSettings } from './variables.ts'

/** Null: the log is embedded. Throws `bad-config` for credentials that cannot work. */
export async function kafkaSettings(settings: InstallationSettings): Promise<KafkaSettings | null> {
  const { KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL } = settings
  if (!KAFKA_BOOTSTRAP_SERVERS) return null
  const brokers = KAFKA_BOOTSTRAP_SERVERS.split(',').map((broker) => broker.trim())
  const wrong = brokers.find((broker) => !/^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(broker))
  if (wrong !== undefined)
    throw new ThalaError('bad-config', `KAFKA_BOOTSTRAP_SERVERS: ${JSON.stringify(wrong)} is not host:port`)
  const sasl = credentials(settings)
  const { KAFKA_REPLICATION_FACTOR: replicationFactor } = settings
  return {
    brokers,
    retentionDays: settings.RETENTION_DAYS,
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(KAFKA_SECURITY_PROTOCOL.endsWith('SSL') && {
      ssl: {
        ...(await pem('ca', 'KAFKA_SSL_CA', settings.KAFKA_SSL_CA)),
        ...(await pem('cert', 'KAFKA_SSL_CERT', settings.KAFKA_SSL_CERT)),
        ...(await pem('key', 'KAFKA_SSL_KEY', settings.KAFKA_SSL_KEY)),
      },
    }),
    ...(sasl && { sasl }),
  }
}

function credentials(settings: InstallationSettings): KafkaSettings['sasl'] {
  const { KAFKA_SECURITY_PROTOCOL: protocol, KAFKA_SASL_MECHANISM: mechanism } = settings
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = settings
  const isSasl = protocol.startsWith('SASL')
  if (isSasl && username && password) return { mechanism: mechanisms[mechanism], username, password }
  if (isSasl)
    throw new ThalaError(
      'bad-config',
      `KAFKA_SECURITY_PROTOCOL=${protocol} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`,
    )
  if (username || password)
    throw new ThalaError(
      'bad-config',
      `KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are of no use with KAFKA_SECURITY_PROTOCOL=${protocol}: set SASL_SSL (or SASL_PLAINTEXT)`,
    )
  return undefined
}

const mechanisms = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const

/** Null: documents are embedded. */
export async function elasticsearchSettings(settings: InstallationSettings): Promise<ElasticsearchSettings | null> {
  const { ELASTICSEARCH_URL: url, ELASTICSEARCH_API_KEY: apiKey } = settings
  const { ELASTICSEARCH_USERNAME: username, ELASTICSEARCH_PASSWORD: password } = settings
  if (!url) return null
  if (Boolean(username) !== Boolean(password))
    throw new ThalaError('bad-config', 'set both ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or neither')
  if (apiKey && username)
    throw new ThalaError('bad-config', 'set either ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME, not both')
  return {
    url,
    indexPrefix: settings.THALA_INDEX_PREFIX,
    ...(apiKey && { apiKey }),
    ...(username && password && { username, password }),
    ...(await pem('ca', 'ELASTICSEARCH_CA', settings.ELASTICSEARCH_CA)),
  }
}

async function pem<K extends string>(
  key: K,
  variable: string,
  file: string | undefined,
): Promise<Partial<Record<K, string>>> {
  if (!file) return {}
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ThalaError('bad-config', `${variable}: cannot read the file: ${errorLine(error)}`)
  })
  const known: Partial<Record<K, string>> = {}
  known[key] = text
  return known
}
