// Everything of a topic or of a collection, in pieces that fit into memory.

import type { Bus, BusRecord } from '@thala/bus'
import { type Collection, PARTITIONS } from '@thala/contracts'
import type { Document, Store } from '@thala/store'

export const PAGE = 500

export async function* pagesOf<T>(store: Pick<Store, 'scan'>, collection: Collection): AsyncGenerator<Document<T>[]> {
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.scan<T>(collection, { limit: PAGE, ...(after !== undefined && { after }) })
    if (page.documents.length > 0) yield [...page.documents]
    after = page.next
  }
}

interface Place {
  readonly topic: string
  readonly partition: number
  readonly from: number
}

export async function* recordsFrom(bus: Bus, { topic, partition, from: start }: Place): AsyncGenerator<BusRecord[]> {
  for (let from = start; ; ) {
    const records = await bus.read({ topic, partition, from, limit: PAGE })
    const last = records.at(-1)
    if (!last) return
    yield records
    from = last.offset + 1
  }
}

export async function* recordsOf(bus: Bus, topic: string, partitions = PARTITIONS): AsyncGenerator<BusRecord[]> {
  for (let partition = 0; partition < partitions; partition++) yield* recordsFrom(bus, { topic, partition, from: 0 })
}
