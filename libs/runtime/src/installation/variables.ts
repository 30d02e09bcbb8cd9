// Variables of the installation: where its log and its documents are. Which adapter runs is decided by these alone.

import { DEFAULT_RETENTION_DAYS } from '@thala/contracts'
import { z } from 'zod'

const file = (what: string) => z.string().optional().describe(`File with ${what}, PEM`)

export const installationVariables = z.object({
  THALA_DATA_DIR: z.string().default('.thala').describe('Data folder; the default lies in the checkout'),
  THALA_BLOBS_DIR: z
    .string()
    .optional()
    .describe('Folder of attachments, the same for every process; unset: blobs in the data folder'),
  RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(DEFAULT_RETENTION_DAYS)
    .describe('Days for which topics that hold text are kept'),
  THALA_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level that is logged: to thala.log in the data folder, by a service alone to standard output'),
  THALA_TOPIC_PREFIX: z
    .string()
    .max(64)
    .regex(/^[a-zA-Z0-9._-]*$/, 'letters, digits, dots, underscores and hyphens only')
    .default('')
    .describe('Put before the name of every consumer group, and of every topic that has no variable of its own set'),
  THALA_HEALTH_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address of /livez, /readyz and /metrics of a service that runs alone'),
  THALA_HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Its port; unset: 9464, or the next free one'),
  KAFKA_BOOTSTRAP_SERVERS: z
    .string()
    .optional()
    .describe('host:port of Kafka brokers, separated by commas; unset: the log is embedded'),
  KAFKA_SECURITY_PROTOCOL: z
    .enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])
    .default('PLAINTEXT')
    .describe('As in the configuration of any Kafka client'),
  KAFKA_SASL_MECHANISM: z
    .enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
    .default('PLAIN')
    .describe('Used with SASL_PLAINTEXT and SASL_SSL'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SSL_CA: file('the certificates that the brokers are checked against'),
  KAFKA_SSL_CERT: file('the certificate of this client'),
  KAFKA_SSL_KEY: file('its private key'),
  KAFKA_REPLICATION_FACTOR: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe("Copies of each topic that is made; unset: the brokers' own default"),
  ELASTICSEARCH_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:9200' })
    .optional()
    .describe('Elasticsearch 9; unset: documents and search are embedded'),
  ELASTICSEARCH_API_KEY: z.string().optional(),
  ELASTICSEARCH_USERNAME: z.string().optional(),
  ELASTICSEARCH_PASSWORD: z.string().optional(),
  ELASTICSEARCH_CA: file('the certificates that Elasticsearch is checked against'),
  THALA_INDEX_PREFIX: z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens only')
    .default('thala-')
    .describe('Put before the name of every index'),
})

export type InstallationSettings = z.infer<typeof installationVariables>
