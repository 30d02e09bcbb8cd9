// Who may talk to the server at all. Requests under a foreign name or from a page of another origin are refused before
// anything is read; addresses that are too long, too.

import type { IncomingHttpHeaders } from 'node:http'
import type { RequestHandler } from 'express'
import { answersUnder, type Names } from './hosts.ts'
import { Problem } from './problem.ts'

/** Characters of path and query. */
export const MAX_URL = 4_096

export function guard(names: Names): RequestHandler {
  const isOurs = answersUnder(names)
  return (request, _response, next) => {
    const { host = '', origin } = request.headers
    const name = hostName(host)
    if (name === null || !isOurs(name))
      throw new Problem(403, 'Foreign host', 'This server answers under its own names only: THALA_HOSTS adds one.')
    if ((origin !== undefined && !isOwn(origin, host)) || isEmbedded(request.headers))
      throw new Problem(403, 'Foreign origin', 'This server does not answer to pages of other origins.')
    if (request.originalUrl.length > MAX_URL)
      throw new Problem(414, 'Address too long', `The address is over ${MAX_URL} characters.`)
    next()
  }
}

/** The name without the port, in lower case; null when the header is none. */
function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null
}

/** Asked for by a page of another site, as its picture or script: whether that loads would tell it something. Links are fine. */
const isEmbedded = (headers: IncomingHttpHeaders): boolean =>
  /^(?:cross-site|same-site)$/.test(String(headers['sec-fetch-site'])) && headers['sec-fetch-mode'] !== 'navigate'

/** Behind a proxy that ends TLS the page is `https`. */
const isOwn = (origin: string, host: string): boolean =>
  ['http', 'https'].some((scheme) => origin.toLowerCase() === `${scheme}://${host.toLowerCase()}`)
