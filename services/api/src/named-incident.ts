// The one incident that a request names, or the problem to answer with. Routes that write ask the installation's own
// documents, never a sample.

import { type Brief, brief, type IssueCard } from '@thala/incidents'
import { type Access, allows } from './access.ts'
import type { ApiDeps } from './app.ts'
import { Problem } from './problem.ts'

export async function namedIncident({ store, reading }: ApiDeps, access: Access, id: string): Promise<Brief> {
  const found = await brief(store, access.reader, id)
  if (found.kind === 'ambiguous') throw ambiguous(id, found.candidates, access)
  if (found.kind === 'not-found' || found.brief.card.status === 'Dismissed') {
    const { badge } = reading()
    const hint = badge === undefined ? '' : ` What is shown now is a ${badge}, which cannot be written to.`
    throw new Problem(404, 'Not found', `There is no incident ${id} that this caller may read.${hint}`)
  }
  return found.brief
}

/** Titles are for who may read. */
export const ambiguous = (id: string, cards: readonly IssueCard[], access: Access): Problem =>
  new Problem(409, 'Ambiguous id', `${id} fits several incidents: ask for one of them.`, {
    candidates: cards.map(({ shortId, incidentId, title }) => ({
      issue_id: shortId,
      document_id: incidentId,
      ...(allows(access, 'read') && { title }),
    })),
  })
