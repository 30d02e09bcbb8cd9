// GET /api/incidents?page=1&status=open|resolved&q= → one page of the incidents that the reader may know, latest first;
// with words to search for, the most relevant first; with the id of one, that one.

import { type IncidentList, incidentList, isIncidentId, type ListStatus, listStatus } from '@thala/contracts'
import { brief, latestIssues, type Reader, sampleClock, searchIncidents } from '@thala/incidents'
import type { StoreReader } from '@thala/service'
import { z } from 'zod'
import type { Reading } from '../app.ts'
import { json, route } from '../route.ts'
import type { PageDeps } from './routes.ts'
import { cardOf, matchOf } from './wire.ts'

export const PAGE_SIZE = 10
/** Results of one search that can be paged through. */
const MAX_FOUND = 100

interface Wanted {
  readonly page: number
  readonly status?: ListStatus | undefined
}

export const listRoute = ({ reading, embedder }: PageDeps) =>
  route({
    method: 'get',
    path: '/api/incidents',
    summary: 'Incidents, latest activity first, or those that a query is about',
    needs: 'read',
    isPage: true,
    query: z.strictObject({
      page: z.coerce.number().int().min(1).max(1_000).default(1),
      status: listStatus.optional(),
      q: z.string().trim().max(200).default(''),
    }),
    answers: { 200: { description: 'One page of the list', schema: incidentList } },
    handle: async ({ query: { q, ...wanted }, access: { reader } }) => {
      const from = reading()
      const sample = { badge: from.badge ?? null, clock: await sampleClock(from) }
      const list = await (q === '' ? latest(from, reader, wanted) : found(from, reader, wanted, q, embedder))
      return json({ ...list, ...sample } satisfies IncidentList)
    },
  })

type Listed = Omit<IncidentList, 'badge' | 'clock'>

async function latest({ store }: Reading, reader: Reader, wanted: Wanted): Promise<Listed> {
  const { issues, ...rest } = await latestIssues(store, reader, { ...wanted, pageSize: PAGE_SIZE })
  const incidents = issues.map((issue) => ({ ...cardOf(issue), match: null }))
  return { ...rest, incidents }
}

type Row = IncidentList['incidents'][number]

const isResolved = ({ status }: Row): boolean => status === 'Resolved'

async function found(
  { store }: Reading,
  reader: Reader,
  { page, status }: Wanted,
  query: string,
  embedder: PageDeps['embedder'],
): Promise<Listed> {
  const all = (await called(store, reader, query)) ?? (await about(store, reader, query, embedder))
  const resolved = all.filter(isResolved).length
  const wanted = all.filter((row) => status === undefined || isResolved(row) === (status === 'resolved'))
  return {
    incidents: wanted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    total: wanted.length,
    page,
    pageSize: PAGE_SIZE,
    pages: Math.max(1, Math.ceil(wanted.length / PAGE_SIZE)),
    counts: { open: all.length - resolved, resolved },
  }
}

/** What an id names; null for words, and for an id of nothing that the reader may read. */
async function called(store: StoreReader, reader: Reader, query: string): Promise<Row[] | null> {
  const answer = isIncidentId(query) ? await brief(store, reader, query) : null
  if (answer === null || answer.kind === 'not-found') return null
  const cards = answer.kind === 'found' ? [answer.brief.card] : answer.candidates
  return cards.map((card) => ({ ...cardOf(card), match: null }))
}

async function about(
  store: StoreReader,
  reader: Reader,
  query: string,
  embedder: PageDeps['embedder'],
): Promise<Row[]> {
  const vector = await embedder.embed(query, { urgent: true })
  const results = await searchIncidents(store, reader, { query, vector, k: MAX_FOUND })
  return results.map((result) => ({ ...cardOf(result.card), match: matchOf(result) }))
}
