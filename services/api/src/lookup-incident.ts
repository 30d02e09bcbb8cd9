// POST /lookup_incident {issue_id} → the incident with its resolution; 404 {found: false}; 409 with the candidates.
// GET /lookup_incident/:issue_id is the same, as the place where a write that was taken in will show.

import { brief } from '@thala/incidents'
import { z } from 'zod'
import type { Access } from './access.ts'
import type { ApiDeps } from './app.ts'
import { ambiguousAnswer, issueId, resolution } from './fields.ts'
import { ambiguous } from './named-incident.ts'
import { json, type Reply, type Route, route } from './route.ts'
import { issueIdOf, resolutionOf, timestamp, wireStatus } from './wire.ts'

const wanted = z.strictObject({ issue_id: issueId })

const found = z.object({
  found: z.literal(true),
  issue_id: z.string(),
  document_id: z.string(),
  text: z.string(),
  status: z.enum(['Open', 'Resolved']),
  source: z.string(),
  timestamp: z.iso.datetime(),
  category: z.string().nullable(),
  severity: z.string().nullable(),
  ...resolution,
})

const answers = {
  200: { description: 'The incident', schema: found },
  404: {
    description: 'No such incident that this caller may read',
    schema: z.object({ found: z.literal(false), issue_id: z.string() }),
  },
  409: ambiguousAnswer,
}

export const lookupIncident = (deps: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/lookup_incident',
    summary: 'One incident by its id: `INC-…`, the full id, a message id, `slack_<ts>`, or the id that a client gave',
    needs: 'read',
    body: wanted,
    answers,
    handle: ({ body, access }) => lookUp(deps, access, body.issue_id),
  })

export const lookupByPath = (deps: ApiDeps): Route =>
  route({
    method: 'get',
    path: '/lookup_incident/:issue_id',
    summary: 'The same by address',
    needs: 'read',
    params: wanted,
    answers,
    handle: ({ params, access }) => lookUp(deps, access, params.issue_id),
  })

async function lookUp({ reading }: ApiDeps, access: Access, id: string): Promise<Reply> {
  const answer = await brief(reading().store, access.reader, id)
  if (answer.kind === 'ambiguous') throw ambiguous(id, answer.candidates, access)
  if (answer.kind === 'not-found' || answer.brief.card.status === 'Dismissed')
    return json({ found: false, issue_id: id }, 404)
  const { card, text, incident } = answer.brief
  return json({
    found: true,
    issue_id: issueIdOf(answer.brief, id),
    document_id: card.incidentId,
    text,
    status: wireStatus(card),
    source: incident.root.said?.source ?? incident.root.source,
    timestamp: timestamp(card.openedAt),
    category: card.category,
    severity: card.severity,
    ...resolutionOf(card),
  })
}
