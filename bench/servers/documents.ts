// The store's writes against raw `_bulk` of the same documents, made to NDJSON beforehand: what compare-and-set, canonical
// JSON and the look-up before each write cost. Same mapping, same batches, new documents in every round.

import { collections } from '@thala/contracts'
import { toIndexed } from '../../libs/store/src/elasticsearch/source.ts'
import { encode } from '../../libs/store/src/stored.ts'
import { compare, type Result, type Size } from '../measure.ts'
import { type Sample, samples, toDocument } from '../samples.ts'
import { bareElasticsearch, createMessagesIndex } from './bare.ts'
import { type Installed, inInstallation } from './installation.ts'
import type { Servers } from './obtain.ts'

const BATCH = 500
const ROUNDS = 5

export const benchDocuments = (servers: Servers, { full }: Size): Promise<Result[]> =>
  inInstallation(servers, async ({ store, mark }) => {
    const count = full ? 10_000 : 4_000
    const peer = await rawBulk(servers, `${mark}-peer`)
    let round = 0
    try {
      await writeAll(store, samples(BATCH, ++round))
      let written = samples(count, ++round)
      let prepared = toNdjson(written)
      const found = await compare(
        `store: write ${BATCH} new documents at a time`,
        'documents',
        {
          name: 'thala',
          run: () => writeAll(store, written),
          settle: async () => {
            await store.refresh()
            written = samples(count, ++round)
            prepared = toNdjson(written)
          },
        },
        { name: 'raw _bulk of prebuilt NDJSON', run: () => peer.write(prepared, count), settle: peer.refresh },
        ROUNDS,
      )
      return [found]
    } finally {
      await peer.close()
    }
  })

async function writeAll(store: Installed['store'], all: readonly Sample[]): Promise<number> {
  for (let i = 0; i < all.length; i += BATCH) {
    const byId = new Map(all.slice(i, i + BATCH).map((one) => [one.id, toDocument(one, i)]))
    await store.update(collections.messages, [...byId.keys()], (_, id) => byId.get(id))
  }
  return all.length
}

function toNdjson(all: readonly Sample[]): string[] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) =>
    all
      .slice(i * BATCH, (i + 1) * BATCH)
      .map((one) => {
        const encoded = encode(collections.messages, one.id, toDocument(one, i * BATCH))
        if (!encoded.ok) throw new Error(encoded.reason)
        return `${JSON.stringify({ create: { _id: one.id } })}\n${JSON.stringify(toIndexed(encoded.stored))}\n`
      })
      .join(''),
  )
}

async function rawBulk(servers: Servers, index: string) {
  const client = bareElasticsearch(servers)
  await createMessagesIndex(client, index)
  return {
    write: async (bodies: readonly string[], count: number) => {
      for (const bulkBody of bodies) {
        const answer = await client.transport.request<{ errors: boolean }>({
          method: 'POST',
          path: `/${index}/_bulk`,
          bulkBody,
        })
        if (answer.errors) throw new Error('the raw _bulk had errors')
      }
      return count
    },
    refresh: async () => {
      await client.indices.refresh({ index })
    },
    close: () => client.close(),
  }
}
