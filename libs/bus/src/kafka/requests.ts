// Single requests about topics, without a group: finds the broker, tries again where leaders moved, names what is missing.

import { setTimeout as delay } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import type { Client, Cluster } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { hasType, isUnknownTopic } from './errors.ts'

export interface Requests {
  /** Runs `action` on connections that know these topics. Throws `topology` for a topic that does not exist. */
  about<T>(topics: readonly string[], action: (cluster: Cluster) => Promise<T>): Promise<T>
  /** Drops what is known, as when topics were removed. */
  forget(): void
  close(): Promise<void>
}

const TRIES = 5
/** A topic that was made just now may not be known to every broker. */
const TRIES_UNKNOWN = 2
const PAUSE_MS = 100

export const missingTopic = (topic: string): ThalaError =>
  new ThalaError('topology', `there is no topic ${topic}: declare it, so that it is created at start`)

export function openRequests(client: Client): Requests {
  const connection = openConnection(client)

  const ask = async <T>(topics: readonly string[], action: (cluster: Cluster) => Promise<T>): Promise<T> => {
    const cluster = await connection.get()
    await cluster.addMultipleTargetTopics([...topics])
    await cluster.refreshMetadataIfNecessary()
    return action(cluster)
  }
  const attempt = <T>(topics: readonly string[], action: (cluster: Cluster) => Promise<T>): Promise<T> =>
    withinDeadline('a request', ask(topics, action), { late: connection.forget })
  const missing = async (topics: readonly string[]): Promise<string> => {
    for (const topic of topics) {
      const unknown = await attempt([topic], () => Promise.resolve(false)).catch(isUnknownTopic)
      if (unknown) return topic
    }
    return topics.join(', ')
  }
  /** Throws what no further try would mend. */
  const prepareNextTry = async (error: unknown, tries: number, topics: readonly string[]): Promise<void> => {
    if (isUnknownTopic(error)) {
      connection.forget()
      if (tries >= TRIES_UNKNOWN) throw missingTopic(await missing(topics))
    } else if (tries >= TRIES || !mayPass(error)) throw error
    else await connection.refresh()
    await delay(PAUSE_MS)
  }

  return {
    about: async (topics, action) => {
      for (let tries = 1; ; tries++)
        try {
          return await attempt(topics, action)
        } catch (error) {
          await prepareNextTry(error, tries, topics)
        }
    },
    forget: connection.forget,
    close: connection.close,
  }
}

/** One set of connections for all requests. A topic that is gone spoils all that kafkajs knows: then it gets a new one. */
function openConnection(client: Client) {
  let current: Promise<Cluster> | undefined
  const get = (): Promise<Cluster> => {
    current ??= open(client)
    current.catch(() => {
      current = undefined
    })
    return current
  }
  const close = async (): Promise<void> => {
    const former = current
    current = undefined
    await former?.then((cluster) => cluster.disconnect()).catch(() => undefined)
  }
  const forget = (): void => void close()
  return {
    get,
    close,
    forget,
    refresh: async (): Promise<void> => {
      const refreshing = current?.then((cluster) => cluster.refreshMetadata())
      if (refreshing) await withinDeadline('a look at the leaders', refreshing).catch(forget)
    },
  }
}

async function open(client: Client): Promise<Cluster> {
  const cluster = client.cluster()
  await cluster.connect()
  return cluster
}

const PASSING = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'KafkaJSConnectionClosedError',
  // Another request found that a topic is gone, and the connections that both used were given up.
  'ERR_STREAM_WRITE_AFTER_END',
  'KafkaJSBrokerNotFound',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSMetadataNotLoaded',
]
/** Leaders or connections that were known are no more: worth another try with what is known then. */
export const mayPass = (error: unknown): boolean => hasType(error, ...PASSING)
