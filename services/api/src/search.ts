// POST /search {query, top_k} → similar incidents, resolved ones first, and what the query would be as a new incident.

import { predictFrom, searchIncidents } from '@thala/incidents'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { queryText, resolution } from './fields.ts'
import { predicted } from './predict-incident.ts'
import { json, type Route, route } from './route.ts'
import { predictionOf, searchResult } from './wire.ts'

const result = z.object({
  text: z.string(),
  score: z.number().min(0).max(2),
  timestamp: z.iso.datetime(),
  status: z.enum(['Open', 'Resolved']),
  incident_likelihood: z.enum(['Likely', 'Not Likely']),
  ...resolution,
  issue_id: z.string(),
})

export const search = ({ reading, embedder, llm }: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/search',
    summary: 'Past incidents that resemble a description, those with a fix that can be read first',
    needs: 'read',
    body: z.strictObject({
      query: queryText,
      top_k: z.int().min(5).max(100).default(5),
    }),
    answers: {
      200: {
        description: 'What is relevant, which may be nothing',
        schema: z.object({ results: z.array(result), prediction: predicted }),
      },
    },
    handle: async ({ body: { query, top_k }, access: { reader } }) => {
      const { store } = reading()
      const vector = await embedder.embed(query, { urgent: true })
      const results = await searchIncidents(store, reader, { query, vector, k: top_k })
      const prediction = await predictFrom(llm, query, vector, results)
      return json({ results: results.map(searchResult), prediction: predictionOf(prediction) })
    },
  })
