// Every document of a scan, page after page.

import type { Collection } from '@thala/contracts'
import type { Document, ScanOptions, Store } from './port.ts'

const PAGE = 500

/** What is written meanwhile may be seen or not; nothing else is seen twice or left out. */
export async function* scanAll<T>(
  store: Pick<Store, 'scan'>,
  collection: Collection,
  options: Omit<ScanOptions, 'limit' | 'after'> = {},
): AsyncGenerator<Document<T>> {
  let after: string | undefined
  do {
    const page = await store.scan<T>(collection, { ...options, limit: PAGE, ...(after !== undefined && { after }) })
    yield* page.documents
    after = page.next ?? undefined
  } while (after !== undefined)
}
