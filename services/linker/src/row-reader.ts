// Reads rows back from the store, by the fields under which they are found.

import { collections } from '@thala/contracts'
import type { StoredRow, StoreReader } from '@thala/service'
import { type Document, scanAll } from '@thala/store'
import { idOf, type Row, row, scopeAt } from './row.ts'

export interface RowReader {
  /** As they are now. */
  byId(ids: Iterable<string>): Promise<Row[]>
  /** As look-ups show them, which may lag. */
  findBy(field: 'threadId' | 'incidentIds' | 'names', values: Iterable<string>): Promise<Row[]>
  /** Ids and versions of those rows that look-ups show. */
  shown(keys: readonly string[]): Promise<Map<string, number>>
  /** Rows of a stretch of source time, from `from` on and before `to`. */
  between(from: number, to: number): AsyncIterable<Row>
  newest(): Promise<Row | undefined>
}

/** Values of one look-up. */
const VALUES = 200
/** The most that the store finds at once. A single thread or incident is known by its first 10,000 rows. */
const MOST = 10_000
/** Sorts after every digit. */
const END = '~'

export function rowReader(scope: string, store: StoreReader): RowReader {
  const read = (documents: Iterable<Document<StoredRow>>): Row[] =>
    [...documents].map(({ body }) => row.parse(body.row)).filter(({ input }) => input.scope === scope)

  const find = async (field: string, values: readonly string[]): Promise<Row[]> => {
    const found = await store.findBy<StoredRow>(collections.links, field, values, { limit: MOST })
    if (found.length < MOST || values.length === 1) return read(found)
    const middle = values.length >> 1
    return [...(await find(field, values.slice(0, middle))), ...(await find(field, values.slice(middle)))]
  }
  const findInChunks = async (field: string, values: Iterable<string>): Promise<Row[]> => {
    const rows: Row[] = []
    for (const chunk of chunks([...values])) rows.push(...(await find(field, chunk)))
    return rows
  }

  return {
    byId: async (ids) => {
      const rows: Row[] = []
      for (const chunk of chunks([...ids]))
        rows.push(...read((await store.get<StoredRow>(collections.links, chunk)).values()))
      return rows
    },
    findBy: findInChunks,
    shown: async (keys) => {
      const rows = await findInChunks('scopeAt', keys)
      return new Map(rows.map((one) => [idOf(one), one.version]))
    },
    between: async function* (from, to) {
      const range = { from: scopeAt(scope, { at: from, id: '' }), to: scopeAt(scope, { at: to, id: '' }) }
      const documents = scanAll<StoredRow>(store, collections.links, { by: 'scopeAt', ...range })
      for await (const document of documents) yield* read([document])
    },
    newest: async () => {
      const { documents } = await store.scan<StoredRow>(collections.links, {
        by: 'scopeAt',
        from: `${scope}|`,
        to: `${scope}|${END}`,
        descending: true,
        limit: 1,
      })
      return read(documents)[0]
    },
  }
}

function* chunks(values: readonly string[]): Generator<readonly string[]> {
  for (let i = 0; i < values.length; i += VALUES) yield values.slice(i, i + VALUES)
}
