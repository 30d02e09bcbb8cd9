// The list of incidents, latest activity first. Counts only what this reader may read: "11–20 of 23" is true for them.

import { collections, type ListStatus } from '@thala/contracts'
import type { StoreReader, Versioned } from '@thala/service'
import { type IssueCard, lastAt } from './card.ts'
import { cardsOf } from './cards.ts'
import type { IncidentState } from './incident-document.ts'
import { type IncidentDocument, readIncidents } from './readable.ts'
import { type Reader, readableConversations } from './reader.ts'

export interface IssueList {
  readonly issues: readonly IssueCard[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
  /** At least 1: an empty list has one empty page. */
  readonly pages: number
  /** Whatever `status` was asked for. */
  readonly counts: { readonly open: number; readonly resolved: number }
}

/** Incidents that are looked through, the most recent first; older ones are neither listed nor counted. */
export const MAX_LISTED = 10_000
const CHUNK = 250

/** `page` counts from 1; a page past the last has no issues. A reopened incident is open. */
export async function latestIssues(
  store: StoreReader,
  reader: Reader,
  { page, pageSize = 10, status }: { page: number; pageSize?: number; status?: ListStatus | undefined },
): Promise<IssueList> {
  const conversations = new Set(await readableConversations(store, reader))
  const all: { document: IncidentDocument; lastAt: number; resolved: boolean }[] = []
  for await (const documents of shownIncidents(store)) {
    const byId = new Map(documents.map((document) => [document.id, document]))
    for (const readable of await readIncidents(store, conversations, documents)) {
      const document = byId.get(readable.id)
      const resolved = readable.incident.status === 'Resolved'
      if (document) all.push({ document, lastAt: lastAt(readable), resolved })
    }
  }
  const resolved = all.filter((one) => one.resolved).length
  const order = all.filter((one) => status === undefined || one.resolved === (status === 'resolved'))
  order.sort((a, b) => b.lastAt - a.lastAt || (a.document.id < b.document.id ? -1 : 1))
  const shown = order.slice((page - 1) * pageSize, page * pageSize).map(({ document }) => document)
  const { cards: issues } = await cardsOf(store, conversations, await readIncidents(store, conversations, shown))
  return {
    issues,
    total: order.length,
    page,
    pageSize,
    pages: Math.max(1, Math.ceil(order.length / pageSize)),
    counts: { open: all.length - resolved, resolved },
  }
}

async function* shownIncidents(store: StoreReader): AsyncGenerator<IncidentDocument[]> {
  let after: string | undefined
  let seen = 0
  do {
    const options = { by: 'at', descending: true, limit: CHUNK, ...(after && { after }) }
    const page = await store.scan<Versioned<IncidentState>>(collections.incidents, options)
    seen += page.documents.length
    yield page.documents.filter(({ index }) => index.live === true)
    after = page.next ?? undefined
  } while (after !== undefined && seen < MAX_LISTED)
}
