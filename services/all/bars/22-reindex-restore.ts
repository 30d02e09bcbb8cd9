// Documents are copied behind their alias while others are written and queried: no query fails. Then everything is wiped
// and comes back from a snapshot and the log: nothing is lost, and the state is the same.

import { setTimeout as wait } from 'node:timers/promises'
import type { Bus } from '@thala/bus'
import { collections, slackConversationId } from '@thala/contracts'
import { messagesView } from '@thala/indexer'
import { type Env, groupsOf, openInstallation } from '@thala/runtime'
import { type ElasticsearchStore, openElasticsearchStore } from '@thala/store'
import { hashOf, readState, standIns, startWorld, TEAM } from '@thala/testkit'
import { type ElasticsearchServer, startElasticsearch } from '@thala/testkit/servers'
import { pipeline } from '../src/declarations.ts'
import { type Bar, quantile, secondsSince, sized } from './bar.ts'
import {
  appendMessages,
  CONVERSATIONS,
  conversationOf,
  ensureMessageTopics,
  removeMessageTopics,
  runMessageView,
} from './message-log.ts'

const PER_SECOND = 20
/** Written after the snapshot: what only the log has. */
const AFTER_SNAPSHOT = 100
const conversations = Array.from({ length: CONVERSATIONS }, (_, n) => slackConversationId(TEAM, conversationOf(n)))

export const reindexRestore: Bar = {
  id: 22,
  title: 'reindex, restore',
  run: async (form, servers) => {
    const begun = performance.now()
    const documents = sized(form, 1_500, 50_000)
    // One of its own: the snapshot goes to its folder.
    const elasticsearch = await startElasticsearch({ heapMb: sized(form, 512, 1024) })
    const mark = `bar-reindex-${process.pid.toString(36)}-${Date.now().toString(36)}`
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: await servers.kafka(),
      ELASTICSEARCH_URL: elasticsearch.url,
      THALA_TOPIC_PREFIX: `${mark}.`,
      THALA_INDEX_PREFIX: `${mark}-`,
    }
    const { bus, close } = await openInstallation(env, { dataDir: '', access: 'append' })
    const store = await openElasticsearchStore({ url: elasticsearch.url, indexPrefix: env.THALA_INDEX_PREFIX })
    try {
      await ensureMessageTopics(bus, env)
      await appendMessages(bus, env, 0, documents)
      const reindexed = await reindexUnderLoad(bus, store, env, documents)
      const restored = await wipeAndRestore(bus, store, env, elasticsearch, reindexed.messages)
      const expected = await embeddedHash(restored.messages)
      const { failedQueries, queries, slowestPauseMs, queryP99Ms } = reindexed
      return {
        pass:
          failedQueries === 0 &&
          reindexed.hash === (await embeddedHash(reindexed.messages)) &&
          restored.before === expected &&
          restored.after === expected,
        figures: {
          documents,
          written: reindexed.messages - documents,
          queries,
          failedQueries,
          queryP99Ms,
          slowestPauseMs,
          reindexSeconds: reindexed.seconds,
          lostAtRestore: restored.after === expected ? 0 : 'hash differs',
          hashEqual: restored.after === expected,
          restoreSeconds: restored.seconds,
          seconds: secondsSince(begun),
        },
      }
    } finally {
      await store.close()
      await removeMessageTopics(bus, env)
      await close()
      await elasticsearch.stop()
    }
  },
}

const stateOf = async (store: ElasticsearchStore, bus: Bus, env: Env): Promise<string> => {
  await store.refresh()
  return hashOf(await readState(store, bus, env))
}

async function reindexUnderLoad(bus: Bus, store: ElasticsearchStore, env: Env, documents: number) {
  const view = await runMessageView(bus, store, env)
  await view.drain()
  await store.refresh()
  const begun = performance.now()
  const load = putUnderLoad(bus, store, env, documents)
  const report = await store.reindex()
  const seconds = secondsSince(begun)
  const loaded = await load.stop()
  await view.drain()
  await view.running.stop()
  const slowestPauseMs = Math.round(Math.max(...report.map(({ pausedMs }) => pausedMs)))
  return { ...loaded, seconds, slowestPauseMs, hash: await stateOf(store, bus, env) }
}

/** Writes and queries at a steady rate until it is stopped. */
function putUnderLoad(bus: Bus, store: ElasticsearchStore, env: Env, documents: number) {
  let isLoading = true
  let messages = documents
  const times: number[] = []
  let failedQueries = 0
  const every = async (work: () => Promise<void>) => {
    while (isLoading) await Promise.all([work(), wait(1000 / PER_SECOND)])
  }
  const query = async () => {
    const asked = performance.now()
    const hits = await store
      .search(collections.messages, { terms: ['talk', String(times.length)], conversations, k: 10 })
      .catch(() => [])
    times.push(performance.now() - asked)
    // Every message has the first of the words.
    if (hits.length === 0) failedQueries++
  }
  const write = async () => {
    messages++
    await appendMessages(bus, env, messages - 1, messages)
  }
  const running = Promise.all([every(query), every(write)])
  running.catch(() => undefined)
  return {
    stop: async () => {
      isLoading = false
      await running
      return { messages, queries: times.length, failedQueries, queryP99Ms: Math.round(quantile(times, 0.99)) }
    },
  }
}

async function wipeAndRestore(
  bus: Bus,
  store: ElasticsearchStore,
  env: Env,
  { url, repository }: ElasticsearchServer,
  messages: number,
) {
  // Where the view was when the snapshot was begun: what comes later may or may not be in it.
  const [group] = groupsOf([messagesView(standIns())], env)
  if (!group) throw new Error('the view reads nothing')
  const positions = (await bus.lag(group.group, group.topics)).map(({ topic, partition, committed }) => ({
    topic,
    partition,
    offset: committed,
  }))
  await call(url, 'PUT', '_snapshot/bar', { type: 'fs', settings: { location: repository } })
  const indices = `${env.THALA_INDEX_PREFIX}*`
  await call(url, 'PUT', '_snapshot/bar/one?wait_for_completion=true', { indices, include_global_state: false })
  await appendMessages(bus, env, messages, messages + AFTER_SNAPSHOT)
  const later = await runMessageView(bus, store, env)
  await later.drain()
  await later.running.stop()
  const before = await stateOf(store, bus, env)

  const begun = performance.now()
  await wipe(url, indices)
  await call(url, 'POST', '_snapshot/bar/one/_restore?wait_for_completion=true', {
    indices,
    include_global_state: false,
  })
  await bus.seek(group.group, positions)
  const again = await runMessageView(bus, store, env)
  await again.drain()
  await again.running.stop()
  const after = await stateOf(store, bus, env)
  return { before, after, messages: messages + AFTER_SNAPSHOT, seconds: secondsSince(begun) }
}

async function wipe(url: string, pattern: string): Promise<void> {
  const found: unknown = await call(url, 'GET', pattern)
  await call(url, 'DELETE', Object.keys(found ?? {}).join(','))
}

async function call(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

/** Of the same messages, read by the same view on the embedded log and store. */
async function embeddedHash(messages: number): Promise<string> {
  const world = await startWorld(() => pipeline(standIns()))
  try {
    await appendMessages(world.bus, {}, 0, messages)
    await world.drain()
    return await world.hash()
  } finally {
    await world.stop()
  }
}
