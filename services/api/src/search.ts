// POST /search {query, top_k} → similar incidents, resolved ones first, and what the query would be as a new incident.

import { predictFrom, searchIncidents } from '@thala/incidents'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { parseBody } from './body.ts'
import { predictionOf, searchResult } from './wire.ts'

const search = z.strictObject({
  query: z.string().trim().min(1).max(2000),
  top_k: z.int().min(5).max(100).default(5),
})

export function searchRoute({ reading, reader, embedder, llm }: ApiDeps): RequestHandler {
  return async (request, response) => {
    const { query, top_k } = parseBody(search, request)
    const { store } = reading()
    const vector = await embedder.embed(query, { urgent: true })
    const results = await searchIncidents(store, reader, { query, vector, k: top_k })
    const prediction = await predictFrom(llm, query, vector, results)
    response.json({ results: results.map(searchResult), prediction: predictionOf(prediction) })
  }
}
