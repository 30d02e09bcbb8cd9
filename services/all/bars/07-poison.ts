// Bad events among good ones: the good ones are hardly slower, each bad one becomes one dead letter with its cause, and
// after the fix each is taken in once. A stage that is fed mostly bad data pauses.

import { collections, type SourceMessage, topics } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import { type DeadLetter, replayDeadLetter, topicName } from '@thala/runtime'
import type { Versioned } from '@thala/service'
import { scanAll } from '@thala/store'
import { lettersTold, slackMessage } from '@thala/testkit'
import { measureArrivals } from './arrivals.ts'
import { type Bar, quantile, secondsSince, sized } from './bar.ts'
import { type Cluster, eventually, openCluster } from './cluster.ts'
import type { Servers } from './servers.ts'
import { POISON_WORD } from './stages.ts'

const EVENTS_PER_SECOND = 20
const START_S = 1_757_491_200
const QUIET_WITHIN_MS = 240_000
/** Of the healthy ones with poison among them, against those without. */
const MOST_SLOWER = 2
/** Invalid records, and how many are appended at a time. */
const MOST_INVALID = 400
const WAVE = 40

export const poison: Bar = {
  id: 7,
  title: 'poison',
  run: async (form, servers) => {
    const begun = performance.now()
    const healthy = sized(form, 150, 9_900)
    const bad = sized(form, 10, 100)
    const cluster = await openCluster(servers)
    try {
      const choking = cluster.member('attachments-choking')
      const others = (['classifier', 'linker', 'indexer'] as const).map((name) => cluster.member(name))
      await Promise.all([choking, ...others].map((one) => one.up()))
      await measureArrivals(cluster, messages('warm', 40), EVENTS_PER_SECOND)
      const baseline = await measureArrivals(cluster, messages('plain', healthy), EVENTS_PER_SECOND)
      const every = Math.floor(healthy / bad)
      const mixed = messages('mixed', healthy)
      const poisoned = messages(POISON_WORD, bad)
      let sent = 0
      const withPoison = await measureArrivals(cluster, mixed, EVENTS_PER_SECOND, async (appended) => {
        while (sent < bad && sent * every <= appended) await cluster.append(poisoned.slice(sent, ++sent))
      })
      await cluster.append(poisoned.slice(sent))
      await cluster.drain(QUIET_WITHIN_MS)
      const letters = await deadLetters(cluster)
      const indexedBefore = await poisonIndexed(cluster)

      await choking.end('SIGTERM')
      await cluster.member('attachments').up()
      const { bus, store } = cluster.installation
      for (const { id } of letters) await replayDeadLetter(bus, store, cluster.env, id)
      await cluster.drain(QUIET_WITHIN_MS)
      const told = [...(await lettersTold(bus, cluster.env)).values()]
      const [p99, poisonedP99] = [baseline, withPoison].map((took) => Math.round(quantile([...took.values()], 0.99)))
      const halt = await haltsAtTooMany(servers)
      const figures = {
        healthy,
        poisoned: bad,
        baselineP99Ms: p99 ?? 0,
        healthyP99Ms: poisonedP99 ?? 0,
        deadLettered: letters.length,
        withCause: letters.filter(({ code, reason }) => code === 'retries-exhausted' && reason.includes('choked'))
          .length,
        indexedBefore,
        indexedAfterReplay: await poisonIndexed(cluster),
        toldTwice: told.filter((times) => times > 1).length,
        ...halt,
        seconds: secondsSince(begun),
      }
      return {
        pass:
          figures.healthyP99Ms <= MOST_SLOWER * figures.baselineP99Ms &&
          figures.withCause === bad &&
          figures.deadLettered === bad &&
          indexedBefore === 0 &&
          figures.indexedAfterReplay === bad &&
          figures.toldTwice === 0 &&
          halt.halted,
        figures,
      }
    } finally {
      await cluster.stop()
    }
  },
}

const messages = (kind: string, count: number): SourceMessage[] =>
  Array.from({ length: count }, (_, i) =>
    slackMessage({
      ts: `${START_S + i}.${String(kind.length).padStart(6, '0')}`,
      channel: `C${kind.length}${i % 6}`,
      text: `talk of ${kind} number ${i}`,
    }),
  )

const deadLetters = async ({ installation }: Cluster): Promise<DeadLetter[]> => {
  await installation.store.refresh()
  return (await Array.fromAsync(scanAll<DeadLetter>(installation.store, collections.deadLetters))).map(
    ({ body }) => body,
  )
}

/** Messages, each one document: an id cannot be there twice. */
async function poisonIndexed({ installation: { store } }: Cluster): Promise<number> {
  await store.refresh()
  const found = await Array.fromAsync(scanAll<Versioned<MessageState>>(store, collections.messages))
  return found.filter(({ body: { state } }) => !state.deleted && state.text.includes(POISON_WORD)).length
}

/** Feeds one stage nothing but invalid records: it stops emptying them into the dead letters, and says that it is not ready. */
async function haltsAtTooMany(servers: Servers) {
  const cluster = await openCluster(servers)
  const { bus } = cluster.installation
  try {
    const { health } = await cluster.member('attachments').up()
    const topic = topicName(topics.slackEvents, cluster.env)
    const isHalted = async () => (await (await fetch(`${health}/readyz`)).text()).includes('refused')
    let invalid = 0
    let halted = false
    for (; invalid < MOST_INVALID && !halted; invalid += WAVE) {
      const wave = Array.from({ length: WAVE }, (_, n) => `{"bad": ${invalid + n}`)
      await bus.publish(wave.map((text, n) => ({ topic, key: `C${n % 6}`, value: Buffer.from(text), headers: {} })))
      await eventually(async () => {
        halted = await isHalted()
        return halted || (await lettersTold(bus, cluster.env)).size >= invalid + WAVE
      }, QUIET_WITHIN_MS)
    }
    return { halted, invalid, lettersWhenHalted: (await lettersTold(bus, cluster.env)).size }
  } finally {
    await cluster.stop()
  }
}
