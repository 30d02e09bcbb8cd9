// Who may talk to the server at all. A page on the internet can make a browser send requests to this machine, under a name
// of its own that points here (DNS rebinding) or across origins; both are refused before anything is read.

import type { RequestHandler } from 'express'
import { Problem } from './problem.ts'

/** 127.0.0.0/8, ::1 and localhost. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host.replace(/^\[|\]$/g, ''))

export function guard(boundHost: string): RequestHandler {
  return (request, _response, next) => {
    const { host = '', origin } = request.headers
    const name = hostName(host)
    if (name === null || !(isLoopback(name) || name === boundHost.toLowerCase()))
      throw new Problem(403, 'Foreign host', 'This server answers under the names of this machine only.')
    if (origin !== undefined && !isOwn(origin, host))
      throw new Problem(403, 'Foreign origin', 'This server does not answer to pages of other origins.')
    next()
  }
}

/** The name without the port, in lower case; null when the header is none. */
function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null
}

const isOwn = (origin: string, host: string): boolean => origin.toLowerCase() === `http://${host.toLowerCase()}`
