// How long a search takes while the pipeline takes in half of what it can, against the same searches while nothing is sent.
// Searches begin on schedule, however long those before them take.

import { setTimeout as wait } from 'node:timers/promises'
import { collections, sourceMessage } from '@thala/contracts'
import { standInEmbedder } from '@thala/embedder'
import { mulberry32 } from '@thala/testkit'
import { terms } from '@thala/text'
import { percentile, type Result, type Size, seconds } from '../measure.ts'
import { type Installed, inInstallation } from './installation.ts'
import type { Servers } from './obtain.ts'
import { quiet, startProcesses } from './processes.ts'
import { append, type Traffic, traffic } from './traffic.ts'

const ROUNDS = 3
const QUERIES_A_SECOND = 20
const FEED_EVERY_MS = 100
const RESULTS = 10

interface Query {
  readonly terms: readonly string[]
  readonly vector: Int8Array
}

export const benchSearch = (servers: Servers, { full }: Size): Promise<Result[]> =>
  inInstallation(servers, async (installed) => {
    const events = full ? 20_000 : 5_000
    const roundSeconds = full ? 60 : 10
    const source = traffic(installed.env, 20 * events)
    const processes = await startProcesses(installed.env)
    const settle = () => quiet(installed, processes)
    const times = { ours: [] as number[], peer: [] as number[] }
    let half = 0
    try {
      await append(installed, source.take(events / 2))
      await settle()
      const filling = source.take(events / 2)
      half = events / 2 / (await seconds(() => append(installed, filling).then(settle))) / 2
      const asked = await queriesOf(source.take(200))
      await searchFor(installed, asked, 2)
      for (let round = 0; round < ROUNDS; round++) {
        times.peer.push(...(await searchFor(installed, asked, roundSeconds)))
        const fed = feed(installed, source, half, roundSeconds)
        times.ours.push(...(await searchFor(installed, asked, roundSeconds)))
        await fed
        await settle()
      }
    } finally {
      await processes.stop()
    }
    return [0.5, 0.99].map((share) => ({
      what: `search while ${Math.round(half)} events/s (half of the most) come in, p${share * 100}`,
      measure: { of: 'ms' },
      ours: percentile(times.ours, share),
      peer: percentile(times.peer, share),
      peerName: 'the same searches, nothing comes in',
    }))
  })

interface Asked {
  readonly queries: readonly Query[]
  readonly conversations: readonly string[]
}

async function queriesOf(records: ReturnType<Traffic['take']>): Promise<Asked> {
  const embedder = standInEmbedder()
  const queries: Query[] = []
  const conversations = new Set<string>()
  for (const { value } of records) {
    const message = sourceMessage.parse(JSON.parse(Buffer.from(value ?? []).toString()))
    conversations.add(message.conversationId)
    const vector = await embedder.embed(message.text)
    if (vector) queries.push({ terms: terms(message.text), vector })
  }
  return { queries, conversations: [...conversations] }
}

/** Milliseconds of each search. */
async function searchFor(
  { store }: Installed,
  { queries, conversations }: Asked,
  forSeconds: number,
): Promise<number[]> {
  const random = mulberry32(1)
  const begun = performance.now()
  const running: Promise<number>[] = []
  for (let i = 0; i < forSeconds * QUERIES_A_SECOND; i++) {
    const due = begun + (i * 1000) / QUERIES_A_SECOND
    await wait(Math.max(0, due - performance.now()))
    const query = queries[Math.floor(random() * queries.length)]
    if (!query) throw new Error('there is nothing to search for')
    const search = store.search(collections.messages, { ...query, conversations, k: RESULTS })
    running.push(search.then(() => performance.now() - due))
  }
  return Promise.all(running)
}

async function feed(installed: Installed, source: Traffic, perSecond: number, forSeconds: number): Promise<void> {
  const begun = performance.now()
  const total = Math.floor(perSecond * forSeconds)
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - begun) / 1000) * perSecond))
    if (due > sent) await append(installed, source.take(due - sent))
    sent = Math.max(sent, due)
    await wait(FEED_EVERY_MS)
  }
}
