// Elasticsearch that answers 429 and 503, cuts connections after it has committed, and fails items of bulks: a view stores
// every document, sends again only what failed, dead-letters each bad document once, and asks for little more than it must.

import type { Bus } from '@thala/bus'
import { collections } from '@thala/contracts'
import { type DeadLetter, openInstallation } from '@thala/runtime'
import { openElasticsearchStore, type Store, scanAll } from '@thala/store'
import { type FaultCounts, type FaultRates, startFaultProxy } from '@thala/store/fault-proxy'
import { lettersTold } from '@thala/testkit'
import { type Bar, secondsSince, sized } from './bar.ts'
import { removeIndices } from './cluster.ts'
import {
  appendMessages,
  classifiedOf,
  ensureMessageTopics,
  removeMessageTopics,
  runMessageView,
} from './message-log.ts'
import type { Servers } from './servers.ts'

const FAULTS: FaultRates = { tooManyRequests: 0.3, unavailable: 0.1, lostAnswer: 0.05, partialBulk: 0.2 }
const NO_FAULTS: FaultRates = { tooManyRequests: 0, unavailable: 0, lostAnswer: 0, partialBulk: 0 }
/** One in so many documents is refused with 400. */
const BAD_EVERY = 50
/** An answer that never comes is waited for so long. */
const REQUEST_TIMEOUT_MS = 2_000
const MOST_REQUESTS = 1.5

export const elasticsearchFaults: Bar = {
  id: 6,
  title: 'Elasticsearch faults',
  run: async (form, servers) => {
    const begun = performance.now()
    const documents = sized(form, 500, 5_000)
    const faultless = await written(servers, documents, NO_FAULTS)
    const faulty = await written(servers, documents, FAULTS)
    const { fates, items } = faulty.counts
    // Each request that failed, and each bulk that failed in part, has to be asked once more.
    const failed = faulty.counts.requests - fates.pass + fates.partial
    const ideal = faultless.counts.requests + failed
    const bad = Math.ceil(documents / BAD_EVERY)
    const figures = {
      documents,
      stored: faulty.stored,
      refused: bad,
      deadLettered: faulty.letters,
      deadLetteredTwice: faulty.lettersTwice,
      requestsWithoutFaults: faultless.counts.requests,
      requestsFailed: failed,
      requests: faulty.counts.requests,
      ideal,
      'requests / ideal': Math.round((100 * faulty.counts.requests) / ideal) / 100,
      sentAgainAlthoughStored: items.needless,
      seconds: secondsSince(begun),
    }
    return {
      pass:
        figures.stored === documents - bad &&
        figures.deadLettered === bad &&
        figures.deadLetteredTwice === 0 &&
        figures.sentAgainAlthoughStored === 0 &&
        figures.requests <= MOST_REQUESTS * ideal,
      figures,
    }
  },
}

interface Written {
  readonly counts: FaultCounts
  readonly stored: number
  readonly letters: number
  readonly lettersTwice: number
}

let runs = 0

async function written(servers: Servers, documents: number, rates: FaultRates): Promise<Written> {
  const target = await servers.elasticsearch()
  const mark = `bar-faults-${process.pid.toString(36)}-${Date.now().toString(36)}-${runs++}`
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: await servers.kafka(),
    ELASTICSEARCH_URL: target,
    THALA_TOPIC_PREFIX: `${mark}.`,
    THALA_INDEX_PREFIX: `${mark}-`,
  }
  const { bus, store, close } = await openInstallation(env, { dataDir: '', access: 'append' })
  const bad = new Set(
    Array.from({ length: Math.ceil(documents / BAD_EVERY) }, (_, i) => classifiedOf(i * BAD_EVERY).messageId),
  )
  const proxy = await startFaultProxy({ target, seed: 6, rates, isBad: (id) => bad.has(id) })
  const faulty = await openElasticsearchStore({
    url: proxy.url,
    indexPrefix: env.THALA_INDEX_PREFIX,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  })
  try {
    await ensureMessageTopics(bus, env)
    await appendMessages(bus, env, 0, documents)
    // Writes only: what a process asks every half second would be counted by the clock.
    const view = await runMessageView(bus, { ...store, update: faulty.update }, env)
    await view.drain()
    await view.running.stop()
    return { counts: proxy.counts(), ...(await countStored(bus, store, env)) }
  } finally {
    await faulty.close()
    await proxy.stop()
    await removeMessageTopics(bus, env)
    await close()
    await removeIndices(env)
  }
}

async function countStored(bus: Bus, store: Store, env: Readonly<Record<string, string>>) {
  await store.refresh()
  const letters = await Array.fromAsync(scanAll<DeadLetter>(store, collections.deadLetters))
  const stored = await Array.fromAsync(scanAll(store, collections.messages))
  const told = [...(await lettersTold(bus, env)).values()]
  return { stored: stored.length, letters: letters.length, lettersTwice: told.filter((times) => times > 1).length }
}
