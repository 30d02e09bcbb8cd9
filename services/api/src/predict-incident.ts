// POST /predict_incident {query} → what a description would be as an incident: likelihood, category, severity, and why.

import { category as categorySchema, severity as severitySchema } from '@thala/contracts'
import { predictIncident as predict } from '@thala/incidents'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { queryText } from './fields.ts'
import { json, type Route, route } from './route.ts'
import { predictionOf } from './wire.ts'

export const predicted = z.object({
  incident_likelihood: z.enum(['Likely', 'Not Likely']),
  confidence: z.number().min(0).max(1),
  category: categorySchema,
  severity: severitySchema,
  reasoning: z.string(),
})

export const predictIncident = ({ reading, embedder, llm }: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/predict_incident',
    summary: 'What a description would be as an incident',
    needs: 'read',
    body: z.strictObject({ query: queryText }),
    answers: { 200: { description: 'The prediction', schema: predicted.extend({ query: z.string() }) } },
    handle: async ({ body: { query }, access: { reader } }) => {
      const prediction = await predict(reading().store, reader, llm, embedder, query)
      return json({ query, ...predictionOf(prediction) })
    },
  })
