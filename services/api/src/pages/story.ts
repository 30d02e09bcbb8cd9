// GET /api/incidents/:id → the story of one incident as the reader may know it. `:id` is whatever people call it.

import { incidentStory } from '@thala/contracts'
import { sampleClock, story } from '@thala/incidents'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { json, route } from '../route.ts'
import type { PageDeps } from './routes.ts'
import { cardOf, storyOf } from './wire.ts'

export const storyRoute = ({ reading }: PageDeps) =>
  route({
    method: 'get',
    path: '/api/incidents/:id',
    summary: 'The story of one incident: who said what, and why it was linked',
    needs: 'read',
    isPage: true,
    params: z.object({ id: z.string().trim().min(1).max(512) }),
    answers: { 200: { description: 'The story', schema: incidentStory } },
    handle: async ({ params: { id }, access: { reader } }) => {
      const from = reading()
      const answer = await story(from.store, reader, id)
      if (answer.kind === 'found')
        return json(storyOf(answer.story, { badge: from.badge ?? null, clock: await sampleClock(from) }))
      if (answer.kind === 'not-found')
        throw new Problem(404, 'Not found', 'There is no such incident that you may read.')
      const candidates = answer.candidates.map(cardOf)
      throw new Problem(409, 'Ambiguous id', 'This fits several incidents: ask for one of them.', { candidates })
    },
  })
