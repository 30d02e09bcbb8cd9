// GET /api/incidents?page=1&status=open|resolved&q= → one page of the incidents that the reader may know, latest first;
// with words to search for, the most relevant first.

import { type IncidentList, incidentList, type ListStatus, listStatus } from '@thala/contracts'
import { latestIssues, type Reader, type SearchResult, searchIncidents } from '@thala/incidents'
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
      if (q === '') return json(await latest(from, reader, wanted))
      return json(await found(from, reader, wanted, q, await embedder.embed(q, { urgent: true })))
    },
  })

async function latest({ store, badge }: Reading, reader: Reader, wanted: Wanted): Promise<IncidentList> {
  const { issues, ...rest } = await latestIssues(store, reader, { ...wanted, pageSize: PAGE_SIZE })
  const incidents = issues.map((issue) => ({ ...cardOf(issue), match: null }))
  return { ...rest, incidents, badge: badge ?? null }
}

const isResolved = ({ card }: SearchResult): boolean => card.status === 'Resolved'

async function found(
  { store, badge }: Reading,
  reader: Reader,
  { page, status }: Wanted,
  query: string,
  vector: Int8Array | null,
): Promise<IncidentList> {
  const all = await searchIncidents(store, reader, { query, vector, k: MAX_FOUND })
  const resolved = all.filter(isResolved).length
  const wanted = all.filter((one) => status === undefined || isResolved(one) === (status === 'resolved'))
  const shown = wanted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  return {
    incidents: shown.map((one) => ({ ...cardOf(one.card), match: matchOf(one) })),
    total: wanted.length,
    page,
    pageSize: PAGE_SIZE,
    pages: Math.max(1, Math.ceil(wanted.length / PAGE_SIZE)),
    counts: { open: all.length - resolved, resolved },
    badge: badge ?? null,
  }
}
