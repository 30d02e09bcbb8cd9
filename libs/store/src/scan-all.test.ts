import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Document, Page, ScanOptions, Store } from './port.ts'
import { scanAll } from './scan-all.ts'

/** A store of which only `scan` is asked, in pages of at most seven whatever is wanted. */
function pages(count: number) {
  const asked: ScanOptions[] = []
  const scan: Store['scan'] = async <T>(_: unknown, options: ScanOptions): Promise<Page<T>> => {
    asked.push(options)
    const from = Number(options.after ?? 0)
    const ids = Array.from({ length: Math.min(count - from, 7) }, (_, i) => `d${from + i}`)
    const documents = ids.map((id): Document<T> => ({ id, body: JSON.parse('{}'), index: {} }))
    return { documents, next: from + 7 < count ? String(from + 7) : null }
  }
  return { asked, scan }
}

const idsOf = async (count: number): Promise<string[]> => {
  const ids: string[] = []
  for await (const { id } of scanAll(pages(count), collections.messages)) ids.push(id)
  return ids
}

describe('scanAll', () => {
  it.each([0, 1, 7, 8, 21, 22])('sees each of %i documents once, in order', async (count) => {
    expect(await idsOf(count)).toEqual(Array.from({ length: count }, (_, i) => `d${i}`))
  })

  it('passes range and order on with every page', async () => {
    const store = pages(10)
    for await (const _ of scanAll(store, collections.messages, { by: 'at', from: 5, descending: true }));
    expect(store.asked).toMatchObject([
      { by: 'at', from: 5, descending: true },
      { by: 'at', from: 5, descending: true, after: '7' },
    ])
  })
})
