// Errors on the wire: RFC 9457 problem details. What happened, where, and what to do; nothing of the inside.

import { errorLine, isThalaError } from '@thala/contracts'
import type { ErrorRequestHandler, Response } from 'express'
import { z } from 'zod'

export interface Fault {
  readonly field: string
  readonly message: string
}

/** What every error looks like; some say more. */
export const problemBody = z.looseObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})
export const PROBLEM_TYPE = 'application/problem+json'

/** Throw it in a route; one place writes it. `extra` stands beside `title` and `detail` in the answer, `headers` above. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    title: string,
    detail: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.title = title
    this.extra = extra
    this.headers = headers
  }
}

/** What was sent, as the schema reads it; else a 400 that names each field that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: 'body' | 'query' | 'path'): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.slice(0, MAX_NAMED).flatMap((issue) => faultsOf(issue, what))
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new Problem(400, 'Invalid request', detail, { errors })
}

const MAX_NAMED = 10
const MAX_NAME = 100

function faultsOf(issue: z.core.$ZodIssue, what: string): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_NAMED).map((key) => ({ field: key.slice(0, MAX_NAME), message: 'unknown field' }))
  return [{ field: issue.path.join('.').slice(0, MAX_NAME) || what, message: issue.message }]
}

export function sendProblem(response: Response, { status, title, message, extra, headers }: Problem): void {
  response.set(headers).status(status).type(PROBLEM_TYPE)
  response.send(JSON.stringify({ type: 'about:blank', title, status, detail: message, ...extra }))
}

/** Turns whatever was thrown into one answer. What is not the caller's doing is reported once to `report`. */
export function problems(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const problem = problemOf(error)
    if (problem.status >= 500) report(error)
    sendProblem(response, problem)
  }
}

// What express and its body parser throw.
const parserError = z.object({ type: z.string().optional(), status: z.int(), limit: z.number().optional() })

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isThalaError(error, 'dependency-down')) return new Problem(503, 'Service unavailable', errorLine(error))
  const parsed = parserError.safeParse(error)
  if (!parsed.success)
    return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
  const { type, status, limit } = parsed.data
  if (type === 'entity.too.large')
    return new Problem(413, 'Body too large', `The body is over ${limit ?? 0} bytes: send a shorter one.`)
  if (status >= 400 && status < 500) return new Problem(status, 'Unreadable request', errorLine(error))
  return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
}
