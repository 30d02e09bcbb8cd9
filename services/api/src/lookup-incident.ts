// POST /lookup_incident {issue_id} → the incident with its resolution; 404 {found: false}; 409 with the candidates.

import { story } from '@thala/incidents'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { parseBody } from './body.ts'
import { Problem } from './problem.ts'
import { resolutionOf, timestamp, wireStatus } from './wire.ts'

const lookup = z.strictObject({ issue_id: z.string().trim().min(1).max(512) })

export function lookupIncident({ reading, reader }: ApiDeps): RequestHandler {
  return async (request, response) => {
    const { issue_id } = parseBody(lookup, request)
    const answer = await story(reading().store, reader, issue_id)
    if (answer.kind === 'ambiguous') {
      const candidates = answer.candidates.map(({ shortId, incidentId, title }) => ({
        issue_id: shortId,
        document_id: incidentId,
        title,
      }))
      throw new Problem(409, 'Ambiguous id', `${issue_id} fits several incidents: ask for one of them.`, { candidates })
    }
    if (answer.kind === 'not-found' || answer.story.card.status === 'Dismissed') {
      response.status(404).json({ found: false, issue_id })
      return
    }
    const { card, text, source } = answer.story
    response.json({
      found: true,
      issue_id: card.shortId,
      document_id: card.incidentId,
      text,
      status: wireStatus(card),
      source,
      timestamp: timestamp(card.openedAt),
      category: card.category,
      severity: card.severity,
      ...resolutionOf(card),
    })
  }
}
