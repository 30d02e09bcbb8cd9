// A route that only Slack can call. Promise: the signature is checked over the raw body before anything is parsed, and what
// is refused costs no more than reading its headers and at most so many bytes.

import type { Request, RequestHandler, Response } from 'express'
import { readBody } from './body.ts'
import { Refusal } from './refusal.ts'
import { type Claim, claimOf, isSigned } from './signature.ts'

export interface Signed {
  readonly body: Buffer
  readonly claim: Claim
}

export interface Signing {
  readonly secret: string
  readonly now: () => number
}

export function signedRoute(
  { secret, now }: Signing,
  contentType: string,
  handle: (signed: Signed, response: Response) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const claim = claimOf(request.headersDistinct, now())
    if (claim === null) throw unsigned()
    const body = await readBody(request)
    if (!isSigned(secret, claim, body)) throw unsigned()
    if (mediaType(request) !== contentType) throw new Refusal(415, `Not what Slack sends: expected ${contentType}.`)
    await handle({ body, claim }, response)
  }
}

const mediaType = ({ headers }: Request): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

const unsigned = () =>
  new Refusal(
    401,
    'Not signed by Slack with SLACK_SIGNING_SECRET, or its time is over 5 minutes from that of this machine.',
  )
