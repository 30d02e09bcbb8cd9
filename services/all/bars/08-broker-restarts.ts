// The broker is killed and restarted while messages are sent: every acknowledged one is consumed, and soon after each
// restart sending and consuming go on. Then three brokers, killed and rolled one by one.

import { setTimeout as wait } from 'node:timers/promises'
import { type Bus, openKafkaBus } from '@thala/bus'
import { isThalaError } from '@thala/contracts'
import { type KafkaServer, startKafka } from '@thala/testkit/servers'
import { type Bar, secondsSince, sized } from './bar.ts'
import { eventually } from './cluster.ts'

const TOPIC = 'bar-sends'
const PARTITIONS = 8
const SENDS_PER_SECOND = 100
/** Each send is one request of so many messages. */
const CHUNK = 10
const RESUMED_WITHIN_S = 30
const SETTLE_MS = 300_000
/** How long it runs undisturbed between two restarts. */
const BETWEEN_MS = 1_500
const SESSION_TIMEOUT_MS = 5_000

type Signal = 'kill' | 'terminate'
type Restart = readonly [node: number, signal: Signal]

export const brokerRestarts: Bar = {
  id: 8,
  title: 'broker restarts',
  run: async (form) => {
    const begun = performance.now()
    const one = await withBrokers(1, sized(form, onceEach, allOf(1, 20)))
    const three = await withBrokers(3, sized(form, inTurn, allOf(3, 3)))
    return {
      pass: [one, three].every(({ missing, slowestResumeS }) => missing === 0 && slowestResumeS <= RESUMED_WITHIN_S),
      figures: { ...named('one broker', one), ...named('three brokers', three), seconds: secondsSince(begun) },
    }
  },
}

const onceEach: readonly Restart[] = [
  [0, 'kill'],
  [0, 'terminate'],
]
/** One broker after another. */
const inTurn: readonly Restart[] = [
  [0, 'kill'],
  [1, 'terminate'],
  [2, 'kill'],
]

/** Every broker killed and rolled, so many times. */
const allOf = (nodes: number, rounds: number): Restart[] =>
  Array.from({ length: rounds }, () =>
    (['kill', 'terminate'] as const).flatMap((signal) =>
      Array.from({ length: nodes }, (_, node): Restart => [node, signal]),
    ),
  ).flat()

const named = (name: string, figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name}: ${figure}`, value]))

async function withBrokers(nodes: 1 | 3, restarts: readonly Restart[]) {
  const kafka = await startKafka({ nodes, heapMb: nodes === 1 ? 512 : 256 })
  const buses: Bus[] = []
  const countOf = (wanted: Signal) => restarts.filter(([, signal]) => signal === wanted).length
  const open = async () => {
    const bus = await openKafkaBus({ brokers: kafka.brokers.split(','), sessionTimeoutMs: SESSION_TIMEOUT_MS })
    buses.push(bus)
    return bus
  }
  try {
    const bus = await open()
    await bus.ensureTopics([{ name: TOPIC, partitions: PARTITIONS, retention: 'days' }])
    const consumed = await consume([await open(), await open()])
    const sending = send(bus)
    await eventually(async () => consumed.size > 0)
    const resumes: number[] = []
    for (const [index, signal] of restarts) {
      const node = kafka.nodes[index]
      if (!node) continue
      const resumed = restarted(node, signal, consumed).catch((cause) => {
        const counts = `${sending.acknowledged.size} acknowledged, ${consumed.size} consumed`
        throw new Error(`node ${index}, ${signal}: nothing more is consumed (${counts})`, { cause })
      })
      resumes.push(await Promise.race([resumed, sending.failed]))
    }
    const { acknowledged } = sending
    await sending.stop()
    const missing = () => [...acknowledged].filter((id) => !consumed.has(id)).length
    await eventually(async () => missing() === 0, SETTLE_MS).catch(() => undefined)
    return {
      kills: countOf('kill'),
      terminations: countOf('terminate'),
      acknowledged: acknowledged.size,
      refusedSends: sending.refused(),
      missing: missing(),
      slowestResumeS: Math.round(Math.max(...resumes) / 100) / 10,
    }
  } finally {
    await Promise.allSettled(buses.map((bus) => bus.close()))
    await kafka.stop()
  }
}

/** From the moment the broker is up again until something sent after that moment has been consumed. */
async function restarted(
  node: KafkaServer['nodes'][number],
  signal: Signal,
  consumed: ReadonlyMap<string, number>,
): Promise<number> {
  // It is to happen in the middle of the traffic, not after a condition.
  await wait(BETWEEN_MS)
  await node[signal]()
  await node.start()
  const up = performance.now()
  const latest = () => [...consumed.values()].reduce((most, sentAt) => Math.max(most, sentAt), 0)
  await eventually(async () => latest() > up, SETTLE_MS)
  return performance.now() - up
}

/** Sent-at times of what arrived, by id: two members of one group. */
async function consume(buses: readonly Bus[]): Promise<Map<string, number>> {
  const consumed = new Map<string, number>()
  for (const bus of buses)
    await bus.subscribe({
      group: 'bar-readers',
      topics: [TOPIC],
      onBatch: async (batch) => {
        for (const { key, headers } of batch.records) if (key !== null) consumed.set(key, Number(headers.sentAt))
        const last = batch.records.at(-1)
        if (last) await batch.commit(last.offset + 1)
      },
      // Expected: the broker is away.
      onError: () => undefined,
    })
  return consumed
}

/** Sends at a steady rate; what is refused is sent again under other ids. */
function send(bus: Bus) {
  const acknowledged = new Set<string>()
  let sending = true
  let refused = 0
  let next = 0
  const one = async () => {
    const ids = Array.from({ length: CHUNK }, () => `message ${next++}`)
    const sentAt = String(performance.now())
    try {
      await bus.publish(ids.map((key) => ({ topic: TOPIC, key, value: Buffer.from(key), headers: { sentAt } })))
      for (const id of ids) acknowledged.add(id)
    } catch (error) {
      if (!isThalaError(error, 'dependency-down')) throw error
      refused++
    }
  }
  const run = async () => {
    while (sending) await Promise.all([one(), wait((1000 * CHUNK) / SENDS_PER_SECOND)])
  }
  const running = run()
  const failed = new Promise<never>((_, reject) => running.catch(reject))
  failed.catch(() => undefined)
  return {
    /** Rejects when sending ends with an error that is none of a broker that is away. */
    failed,
    /** Ids; grows while it sends. */
    acknowledged,
    refused: () => refused,
    stop: async () => {
      sending = false
      await running
    },
  }
}
