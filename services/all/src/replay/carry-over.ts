// What the range of a replay does not cover is carried over as it stands: link inputs, which are kept for ever and in any
// order end in the same links; then the documents that follow from nothing in the range.

import type { OutgoingRecord } from '@thala/bus'
import { type Collection, collections, headers, readRecord, topics } from '@thala/contracts'
import { topicName } from '@thala/runtime'
import type { StoreReader, Versioned } from '@thala/service'
import type { Document, Version as Registered, Store } from '@thala/store'
import type { Generation, Main } from './generation.ts'
import { pagesOf, recordsOf } from './pages.ts'

type Version = Pick<Registered, 'revision' | 'deleted'>

/** At the same revision a deletion is later; else what the generation read itself stands. */
const isLater = (a: Version, b: Version): boolean =>
  a.revision !== b.revision ? a.revision > b.revision : a.deleted && !b.deleted

/** Link inputs of what the generation did not read, or read only an older version of. Answers how many. */
export async function carryLinkInputs(main: Main, generation: Generation): Promise<number> {
  const { bus, env } = main
  const topic = topicName(topics.linkInputs, generation.env)
  let carried = 0
  for await (const records of recordsOf(bus, topicName(topics.linkInputs, env))) {
    const inputs = records.flatMap((record) => {
      const read = readRecord(topics.linkInputs, record.value)
      return read.ok ? [{ record, input: read.value }] : []
    })
    const seen = await seenAmong(generation.store, [...new Set(inputs.map(({ input }) => input.messageId))])
    const unseen = inputs.filter(({ input }) => {
      const known = seen.get(input.messageId)
      return !known || isLater(input, known)
    })
    const copies = unseen.map(({ record }): OutgoingRecord => {
      const { [headers.migratedOffset]: _, ...rest } = record.headers
      return { topic, key: record.key, value: record.value, headers: rest }
    })
    if (copies.length > 0) await bus.publish(copies)
    carried += copies.length
  }
  return carried
}

async function seenAmong(store: StoreReader, ids: readonly string[]): Promise<Map<string, Version>> {
  const found = await store.get<Versioned<Version>>(collections.messages, ids)
  return new Map([...found].map(([id, { body }]) => [id, body.state]))
}

/**
 * Documents of a register that the generation does not have, or has only an older version of. `project`: what they are
 * found by, of which a scan may leave out vectors.
 */
export async function carryDocuments<S extends Version>(
  main: Pick<Main, 'store'>,
  { store }: { readonly store: Store },
  collection: Collection,
  project: (state: S) => Pick<Document, 'index' | 'search'>,
): Promise<void> {
  await main.store.refresh()
  for await (const page of pagesOf<Versioned<S>>(main.store, collection)) {
    const byId = new Map(page.map(({ id, body }) => [id, body]))
    await store.update<Versioned<S>>(collection, [...byId.keys()], (current, id) => {
      const body = byId.get(id)
      if (!body || (current && !isLater(body.state, current.body.state))) return undefined
      return { id, body, ...project(body.state) }
    })
  }
}
