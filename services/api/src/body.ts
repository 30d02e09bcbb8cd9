// Request bodies: JSON, small, and exactly of the shape that a route declares.

import express, { type Request, type RequestHandler } from 'express'
import type { z } from 'zod'
import { type Fault, Problem } from './problem.ts'

/** Bytes. The longest query is 2,000 characters; the rest is room for what later routes take. */
export const MAX_BODY_BYTES = 256 * 1024

/** Only `application/json`: a form of a foreign page can send other types without asking first. */
export const jsonBody: RequestHandler[] = [
  (request, _response, next) => {
    if (request.is('application/json') !== false) return next()
    throw new Problem(415, 'Unsupported media type', 'Send JSON with the header "Content-Type: application/json".')
  },
  express.json({ limit: MAX_BODY_BYTES, strict: false }),
]

/** The body, parsed; else a 400 that names each field that is wrong. */
export function parseBody<T>(schema: z.ZodType<T>, request: Request): T {
  const body: unknown = request.body
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap(faultsOf)
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new Problem(400, 'Invalid request', detail, { errors })
}

const MAX_NAMED = 10

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_NAMED).map((key) => ({ field: key.slice(0, 100), message: 'unknown field' }))
  return [{ field: issue.path.join('.') || 'body', message: issue.message }]
}
