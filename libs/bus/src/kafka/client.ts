// The only file that imports kafkajs (mend.ts mends its insides). Everything else works with what is opened here.
// Promise: kafkajs prints nothing, makes no topic by itself, and never starts a consumer again by itself.

import kafkajs, {
  type Admin,
  type Cluster,
  type Consumer,
  type KafkaConfig,
  type KafkaMessage,
  type PartitionAssigner,
  type Producer,
} from 'kafkajs'
import { mendKafkajs } from './mend.ts'
import { DEFAULT_SESSION_TIMEOUT_MS, type KafkaSettings } from './settings.ts'
import { openSocket } from './socket.ts'

export type {
  Admin,
  Cluster,
  Consumer,
  GroupMember,
  ISocketFactory,
  KafkaMessage,
  Message,
  PartitionAssigner,
  Producer,
  RecordMetadata,
} from 'kafkajs'
export const { AssignerProtocol } = kafkajs
export const TOPIC_RESOURCE = kafkajs.ConfigResourceTypes.TOPIC

export interface Client {
  admin(): Admin
  producer(): Producer
  /** A member of a group, with the connections that it uses. Not yet connected. */
  member(groupId: string, assigner: PartitionAssigner): { consumer: Consumer; cluster: Cluster }
  /** Connections for single requests, without a group. Not yet connected. */
  cluster(): Cluster
}

/** Every value is given: kafkajs has others of its own under NODE_ENV=test. */
const retry = {
  retries: 3,
  initialRetryTime: 100,
  factor: 0.2,
  multiplier: 2,
  maxRetryTime: 2_000,
  restartOnFailure: () => Promise.resolve(false),
}
const CONNECT_MS = 5_000
/** How often a member looks whether the group changed: so soon others take over from one that leaves. */
const LONGEST_HEARTBEAT_MS = 500
/** A member fetches nothing itself; this is how long it sleeps between looks at its heartbeat. */
const MEMBER_SLEEP_MS = 100
/** Leaders and partition counts are read again after so long. */
const METADATA_MAX_AGE_MS = 30_000

export function openClient(settings: KafkaSettings): Client {
  mendKafkajs({ refusal: (message) => new kafkajs.KafkaJSConnectionError(message), connectMs: CONNECT_MS })
  const kafka = new kafkajs.Kafka(toConfig(settings))
  const { sessionTimeoutMs = DEFAULT_SESSION_TIMEOUT_MS } = settings

  const member: Client['member'] = (groupId, assigner) => {
    let cluster: Cluster | undefined
    const consumer = kafka.consumer({
      groupId,
      // kafkajs hands its connections to partition assigners: the public way to send single requests.
      partitionAssigners: [
        (setting) => {
          cluster = setting.cluster
          return assigner(setting)
        },
      ],
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: Math.max(sessionTimeoutMs, 10_000),
      heartbeatInterval: Math.min(LONGEST_HEARTBEAT_MS, Math.floor(sessionTimeoutMs / 6)),
      maxWaitTimeInMs: MEMBER_SLEEP_MS,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      allowAutoTopicCreation: false,
      retry,
    })
    if (!cluster) throw new Error('kafkajs made a consumer without asking its partition assigner')
    return { consumer, cluster }
  }
  return {
    member,
    admin: () => kafka.admin({ retry }),
    producer: () =>
      kafka.producer({
        allowAutoTopicCreation: false,
        idempotent: false,
        metadataMaxAge: METADATA_MAX_AGE_MS,
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition ?? 0,
        retry,
      }),
    // A consumer that never runs joins no group: only its connections are used.
    cluster: () => member('none', ungrouped).cluster,
  }
}

const ungrouped: PartitionAssigner = () => ({
  name: 'none',
  version: 0,
  assign: () => Promise.resolve([]),
  protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
})

function toConfig({ brokers, clientId = 'thala', ssl, sasl }: KafkaSettings): KafkaConfig {
  return {
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: 10_000,
    requestTimeout: 15_000,
    retry,
    socketFactory: openSocket,
    logLevel: kafkajs.logLevel.NOTHING,
    logCreator: () => () => undefined,
    ...(ssl ? { ssl: definedOnly({ ca: ssl.ca, cert: ssl.cert, key: ssl.key }) } : {}),
    ...(sasl ? { sasl: withMechanism(sasl) } : {}),
  }
}

function withMechanism({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>) {
  if (mechanism === 'plain') return { mechanism, username, password }
  return mechanism === 'scram-sha-256' ? { mechanism, username, password } : { mechanism, username, password }
}

const definedOnly = (options: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/** What a fetch brings of one partition. */
export interface FetchedPartition {
  readonly partition: number
  /** Decimal; a reader sees nothing from here on. */
  readonly lastStableOffset: string
  readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[]
}

export interface FetchResponse {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[]
}
