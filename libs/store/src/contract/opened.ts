// What the contract needs of an adapter besides the port, and what its tests share.

import { afterAll, beforeAll } from 'vitest'
import type { StoreFaults } from '../faults.ts'
import { VECTOR_BYTES } from '../limits.ts'
import type { Document, SearchFields, Store, UpdateResult } from '../port.ts'

export interface OpenedStore {
  readonly store: Store
  /** Another client of the same data, as another process has one. */
  another(faults?: StoreFaults): Promise<Store>
  /** Ends every client and opens the data again. */
  restart(): Promise<Store>
  /** Every byte that is kept. Absent: declared. */
  bytes?(): Promise<Uint8Array>
  /** Makes the data look written by a newer version, then opens it. Absent: declared. */
  openNewer?(): Promise<unknown>
  close(): Promise<void>
}

/** Fresh, empty data for each call. */
export type OpenStore = (faults?: StoreFaults) => Promise<OpenedStore>

/** Reasons for which an adapter cannot show something. */
export interface Declared {
  readonly bytes?: string
  readonly newer?: string
}

export type Body = Readonly<Record<string, unknown>>

export async function using(
  open: OpenStore,
  run: (opened: OpenedStore, store: Store) => Promise<void>,
  faults?: StoreFaults,
): Promise<void> {
  const opened = await open(faults)
  try {
    await run(opened, opened.store)
  } finally {
    await opened.close()
  }
}

/** One store for all tests of a block, where opening one for each would take long: they keep apart by `own` names. */
export function sharing(open: OpenStore) {
  let opened: OpenedStore | undefined
  let tests = 0
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(async () => opened?.close())
  return async (run: (opened: OpenedStore, own: (name: string) => string) => Promise<void>): Promise<void> => {
    if (!opened) throw new Error('the store did not open')
    tests += 1
    const prefix = `t${tests}-`
    await run(opened, (name) => `${prefix}${name}`)
  }
}

export const documentOf = (
  id: string,
  body: Body = {},
  more: { index?: Document['index']; search?: SearchFields } = {},
): Document<Body> => ({ id, body, index: more.index ?? {}, ...(more.search && { search: more.search }) })

/** A message as search sees it: words separated by spaces, in conversation `c1` unless told. */
export const messageOf = (
  id: string,
  words: string,
  more: { conversationId?: string; vector?: Int8Array } = {},
): Document<Body> => {
  const { conversationId = 'c1', vector } = more
  const terms = words.split(' ').filter((word) => word !== '')
  return documentOf(id, { text: words }, { search: { conversationId, terms, ...(vector && { vector }) } })
}

/** Writes the documents as they are. Throws where one is refused, so that a test does not go on without it. */
export async function put(
  store: Store,
  collection: Parameters<Store['update']>[0],
  ...documents: readonly Document<Body>[]
): Promise<UpdateResult<Body>[]> {
  const byId = new Map(documents.map((document) => [document.id, document]))
  const results = await store.update<Body>(collection, [...byId.keys()], (_, id) => byId.get(id))
  for (const result of results) if (!result.ok) throw new Error(`${result.id}: ${result.reason}`)
  return results
}

/** A vector that points along a few axes: `vectorOf({ 0: 100, 7: -30 })`. */
export function vectorOf(axes: Readonly<Record<number, number>>): Int8Array {
  const vector = new Int8Array(VECTOR_BYTES)
  for (const [axis, value] of Object.entries(axes)) vector[Number(axis)] = value
  return vector
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** An id that sorts by its number. */
export const numbered = (n: number): string => `m${String(n).padStart(6, '0')}`
