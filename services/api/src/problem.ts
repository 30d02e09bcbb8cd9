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

const shortName = (name: string): string => name.slice(0, MAX_NAME).toWellFormed()

function faultsOf(issue: z.core.$ZodIssue, what: string): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_NAMED).map((key) => ({ field: shortName(key), message: 'unknown field' }))
  return [{ field: shortName(issue.path.join('.')) || what, message: issue.message }]
}

export const problemText = ({ status, title, message, extra }: Problem): string =>
  JSON.stringify({ type: 'about:blank', title, status, detail: message, ...extra })

export function sendProblem(response: Response, problem: Problem): void {
  response.set(problem.headers).status(problem.status).type(PROBLEM_TYPE).send(problemText(problem))
}

/** Turns whatever was thrown into one answer. What is not the caller's doing is reported once to `report`. */
export function problems(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, { headers }, response, next) => {
    if (response.headersSent) return next(error)
    const problem = problemOf(error, headers['content-encoding'])
    if (problem.status >= 500) report(error)
    sendProblem(response, problem)
  }
}

const ENCODINGS = 'gzip, deflate and br'

// What express and its body parser throw.
const parserError = z.object({ type: z.string().optional(), status: z.int(), limit: z.number().optional() })

function problemOf(error: unknown, encoding: string | undefined): Problem {
  if (error instanceof Problem) return error
  if (isThalaError(error, 'dependency-down')) return new Problem(503, 'Service unavailable', errorLine(error))
  const parsed = parserError.safeParse(error)
  if (!parsed.success)
    return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
  const { type, status, limit } = parsed.data
  if (type === 'entity.too.large')
    return new Problem(413, 'Body too large', `The body is over ${limit ?? 0} bytes: send a shorter one.`)
  if (type === 'encoding.unsupported')
    return new Problem(415, 'Unsupported encoding', `Content-Encoding: ${ENCODINGS} are read here; or send it plain.`)
  // What unpacks has no names of errors in common; what else goes wrong has a type.
  if (encoding !== undefined && type === undefined && status === 400)
    return new Problem(
      400,
      'Unreadable body',
      `Content-Encoding: the body is not ${shortName(encoding)} (${errorLine(error)}).`,
    )
  if (status >= 400 && status < 500) return new Problem(status, 'Unreadable request', errorLine(error))
  return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
}
