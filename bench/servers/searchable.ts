// From the moment at which a message is sent until a search finds it, at ten messages a second, against a bare script on the
// same servers: produce, consume, `_bulk`. Both indices are refreshed once a second, which is most of it.

import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@elastic/elasticsearch'
import type { OutgoingRecord } from '@thala/bus'
import { collections, sourceMessage } from '@thala/contracts'
import { indexName } from '../../libs/store/src/elasticsearch/names.ts'
import { percentile, type Result, type Size } from '../measure.ts'
import { bareElasticsearch, createMessagesIndex } from './bare.ts'
import { startBareConsumer } from './bare-consumer.ts'
import { type Installed, inInstallation } from './installation.ts'
import type { Servers } from './obtain.ts'
import { startProcesses } from './processes.ts'
import { traffic } from './traffic.ts'

const ROUNDS = 3
const EVERY_MS = 100
const LOOK_EVERY_MS = 10
const LONGEST_WAIT_MS = 60_000

type Send = (record: OutgoingRecord) => Promise<void>

export const benchSearchable = (servers: Servers, { full }: Size): Promise<Result[]> =>
  inInstallation(servers, async (installed) => {
    const messages = full ? 600 : 100
    const source = traffic(installed.env, 4 * ROUNDS * messages)
    const client = bareElasticsearch(servers)
    const processes = await startProcesses(installed.env)
    const peer = await bareScript(installed, client)
    const times = { ours: [] as number[], peer: [] as number[] }
    const ours: Send = (record) => installed.bus.publish([record])
    const index = `${installed.env.THALA_INDEX_PREFIX}${collections.messages.name}`
    try {
      await untilFound(client, index, ours, firstVersions(source.take(messages / 2)))
      for (let round = 0; round < ROUNDS; round++) {
        const first = firstVersions(source.take(messages))
        times.peer.push(...(await untilFound(client, peer.index, peer.send, first)))
        times.ours.push(...(await untilFound(client, index, ours, first)))
      }
    } finally {
      await processes.stop()
      await peer.stop()
      await client.close()
    }
    return [0.5, 0.99].map((share) => ({
      what: `message to searchable at ${1000 / EVERY_MS} a second, p${share * 100}`,
      measure: { of: 'ms' },
      ours: percentile(times.ours, share),
      peer: percentile(times.peer, share),
      peerName: 'bare script: produce, consume, _bulk',
    }))
  })

/** One for each message that is not deleted: an edit would be found before it came. */
function firstVersions(records: readonly OutgoingRecord[]): ReadonlyMap<string, OutgoingRecord> {
  const found = new Map<string, OutgoingRecord>()
  for (const record of records) {
    const { messageId, deleted } = sourceMessage.parse(JSON.parse(Buffer.from(record.value ?? []).toString()))
    if (!deleted && !found.has(messageId)) found.set(messageId, record)
  }
  return found
}

/** Sends the records one by one, asks all the while which of them a search finds, and answers how long each took, in ms. */
async function untilFound(
  client: Client,
  index: string,
  send: Send,
  records: ReadonlyMap<string, OutgoingRecord>,
): Promise<number[]> {
  const sentAt = new Map<string, number>()
  const times: number[] = []
  let isSending = true
  const sending = (async () => {
    const begun = performance.now()
    let sent = 0
    for (const [id, record] of records) {
      sentAt.set(id, performance.now())
      await send(record)
      await wait(Math.max(0, begun + ++sent * EVERY_MS - performance.now()))
    }
    isSending = false
  })()
  const deadline = Date.now() + LONGEST_WAIT_MS + records.size * EVERY_MS
  while (isSending || sentAt.size > 0) {
    if (Date.now() > deadline) throw new Error(`${sentAt.size} messages are still not found`)
    for (const id of await foundOf(client, index, [...sentAt.keys()])) {
      times.push(performance.now() - (sentAt.get(id) ?? 0))
      sentAt.delete(id)
    }
    await wait(LOOK_EVERY_MS)
  }
  await sending
  return times
}

async function foundOf(client: Client, index: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const query = { terms: { id: [...ids] } }
  const { hits } = await client.search({ index, query, size: ids.length, _source: false, ignore_unavailable: true })
  return hits.hits.flatMap(({ _id }) => _id ?? [])
}

async function bareScript({ servers, mark }: Installed, client: Client) {
  const index = indexName(`${mark}-peer`, 1)
  await createMessagesIndex(client, index)
  const consumer = await startBareConsumer(servers, `${mark}-peer`, async (messages) => {
    const operations = messages.flatMap(({ value }) => {
      const message = sourceMessage.parse(JSON.parse(value?.toString() ?? ''))
      const document = { id: message.messageId, body: JSON.stringify(message), words: message.text }
      return [{ index: { _index: index, _id: message.messageId } }, document]
    })
    await client.bulk({ operations })
  })
  return { index, send: (record: OutgoingRecord) => consumer.send([record]), stop: consumer.stop }
}
