// Errors on the wire: RFC 9457 problem details. What happened, where, and what to do; nothing of the inside.

import { errorLine, isThalaError } from '@thala/contracts'
import type { ErrorRequestHandler, Response } from 'express'
import { z } from 'zod'

export interface Fault {
  readonly field: string
  readonly message: string
}

/** Throw it in a route; one place writes it. `extra` stands beside `title` and `detail` in the answer. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly extra: Readonly<Record<string, unknown>>

  constructor(status: number, title: string, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.title = title
    this.extra = extra
  }
}

export function sendProblem(response: Response, { status, title, message, extra }: Problem): void {
  response.status(status).type('application/problem+json')
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

// What express's body parser throws.
const parserError = z.object({ type: z.string(), status: z.int(), limit: z.number().optional() })

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isThalaError(error, 'dependency-down')) return new Problem(503, 'Service unavailable', errorLine(error))
  const parsed = parserError.safeParse(error)
  if (!parsed.success)
    return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
  const { type, status, limit } = parsed.data
  if (type === 'entity.too.large')
    return new Problem(413, 'Body too large', `The body is over ${limit ?? 0} bytes: send a shorter one.`)
  if (type === 'entity.parse.failed') return new Problem(400, 'Not JSON', `The body is not JSON: ${errorLine(error)}`)
  if (status >= 400 && status < 500) return new Problem(status, 'Unreadable body', errorLine(error))
  return new Problem(500, 'Internal error', 'Something failed here; the log of the server says what.')
}
