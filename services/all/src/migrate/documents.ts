// Documents, collection by collection. What is there already is not written again, so a second run costs reading only.

import { type Collection, collections, ThalaError } from '@thala/contracts'
import type { Document, Store } from '@thala/store'
import { pagesOf } from '../replay/pages.ts'
import { MIGRATION } from './note.ts'

/** All but `attempts`, which are about offsets. */
export const movedCollections: readonly Collection[] = [
  collections.messages,
  collections.incidents,
  collections.directory,
  collections.links,
  collections.memos,
  collections.deadLetters,
  collections.keys,
  collections.checkpoints,
]

/** Notes of processes about themselves: the target has its own. */
const notTaken: ReadonlySet<string> = new Set([MIGRATION, 'paused', 'replay'])

const isTaken = (collection: Collection, { id }: Document): boolean =>
  collection.name !== collections.checkpoints.name || !notTaken.has(id)

export async function moveDocuments(
  source: Pick<Store, 'scan'>,
  target: Store,
  collection: Collection,
  onDocuments: (documents: number) => void,
): Promise<void> {
  for await (const page of pagesOf(source, collection)) {
    const byId = new Map(page.filter((one) => isTaken(collection, one)).map((one) => [one.id, one]))
    const results = await target.update(collection, [...byId.keys()], (_, id) => byId.get(id))
    for (const result of results)
      if (!result.ok)
        throw new ThalaError('bad-record', `${collection.name}: ${result.id} cannot be stored: ${result.reason}`)
    onDocuments(byId.size)
  }
}

/** Whether the store holds anything but what a migration put there before it began. */
export async function isEmpty(store: Store): Promise<boolean> {
  await store.refresh()
  for (const collection of Object.values(collections)) {
    const { documents } = await store.scan(collection, { limit: 10 })
    if (documents.some((one) => isTaken(collection, one))) return false
  }
  return true
}
