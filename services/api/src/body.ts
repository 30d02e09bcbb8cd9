// Request bodies: JSON, small, and not deep. What shape it must have is declared by each route.

import express, { type RequestHandler } from 'express'
import { depthOf } from './depth.ts'
import { Problem } from './problem.ts'

/** Bytes: room for the longest text that a message may have, in any script. */
export const MAX_BODY_BYTES = 1024 * 1024
/** Levels of lists and objects in each other; what routes take has 2. */
export const MAX_DEPTH = 32

/** Only `application/json`: a form of a foreign page can send other types without asking first. */
export const jsonBody: RequestHandler[] = [
  (request, _response, next) => {
    if (request.is('application/json') === false || !isUtf8(request.headers['content-type'] ?? ''))
      throw new Problem(
        415,
        'Unsupported media type',
        'Send JSON in UTF-8 with the header "Content-Type: application/json".',
      )
    next()
  },
  express.raw({ type: 'application/json', limit: MAX_BODY_BYTES }),
  (request, _response, next) => {
    const bytes: unknown = request.body
    request.body = Buffer.isBuffer(bytes) && bytes.length > 0 ? parseJson(bytes) : undefined
    next()
  },
]

function isUtf8(contentType: string): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType.slice(0, 200)) ?? []
  return /^(?:utf-?8|us-ascii)$/i.test(charset)
}

function parseJson(bytes: Uint8Array): unknown {
  if (depthOf(bytes, MAX_DEPTH) > MAX_DEPTH)
    throw new Problem(400, 'Too deep', `The body is deeper than ${MAX_DEPTH} levels of lists and objects.`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem(400, 'Not JSON', 'The body is not JSON in UTF-8.')
  }
}
