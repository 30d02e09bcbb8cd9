// Who asks. Programs send a key as `Authorization: Bearer …`; a browser asks its user and sends it as the password of `Basic`.
// Promise: a key is checked against the store at every request, and no answer or time tells a wrong one from an unknown one.

import { createHash } from 'node:crypto'
import { thalaCommand } from '@thala/contracts'
import type { StoreReader } from '@thala/service'
import type { Request } from 'express'
import { type Access, allows, anonymous, keyless } from './access.ts'
import { type BucketSize, buckets } from './bucket.ts'
import { accessOf, checkToken, isIssued } from './keys.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** Wrong keys of one address: 20 at once, then one every 3 s. */
const FAILURES: BucketSize = { burst: 20, perSecond: 1 / 3 }
const MAX_REMEMBERED = 1_000
const MAX_HEADER = 1_000

export interface Gate {
  readonly store: Pick<StoreReader, 'get'>
  /** Bound to this machine alone: callers need no key until there is one. */
  readonly isLocal: boolean
  readonly now: () => number
}

/** Answers what a caller may do with a route; throws a `Problem` with 401, 403 or 429. */
export function authenticator({ store, isLocal, now }: Gate): (request: Request, route: Route) => Promise<Access> {
  const failures = buckets(FAILURES, now)
  const goodHashes = new Set<string>()

  const known = async (request: Request, route: Route): Promise<Access> => {
    const token = tokenIn(request.headers.authorization)
    const address = request.socket.remoteAddress ?? ''
    if (token === null) {
      if (isLocal && !(await isIssued(store))) return keyless(address)
      throw unauthorized(route, 'This needs a key: send it as "Authorization: Bearer thala_…".')
    }
    const hash = createHash('sha256').update(token).digest('base64')
    // Behind a proxy all callers share its address: a key that was right before is not made to pay for wrong ones.
    const waitSeconds = goodHashes.has(hash) ? 0 : failures.look(address)
    if (waitSeconds > 0) throw tooMany(waitSeconds, 'Too many wrong keys came from this address.')
    const verdict = await checkToken(store, token, now())
    if (verdict.kind === 'valid') {
      if (goodHashes.size >= MAX_REMEMBERED) goodHashes.clear()
      goodHashes.add(hash)
      return accessOf(verdict.key)
    }
    goodHashes.delete(hash)
    failures.take(address)
    const why = verdict.kind === 'unknown' ? 'There is no such key.' : `This key is ${verdict.kind}.`
    throw unauthorized(route, `${why} Keys are made with "${thalaCommand('keys create')}".`)
  }

  return async (request, route) => {
    if (route.needs === 'nothing') return anonymous
    const access = await known(request, route)
    if (allows(access, route.needs)) return access
    const detail = `This key lacks the scope "${route.needs}".`
    const challenge = `Bearer realm="thala", error="insufficient_scope", scope="${route.needs}"`
    throw new Problem(403, 'Scope missing', detail, { scope: route.needs }, { 'www-authenticate': challenge })
  }
}

/** Null without the header; the empty text, which is no key, for what cannot be read. */
function tokenIn(header: string | undefined): string | null {
  if (header === undefined) return null
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+)$/i.exec(header.slice(0, MAX_HEADER).trim()) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  const [, ...password] = Buffer.from(value, 'base64').toString('utf8').split(':')
  return password.join(':')
}

const unauthorized = ({ isPage }: Route, detail: string): Problem =>
  new Problem(
    401,
    'Key needed',
    detail,
    {},
    { 'www-authenticate': isPage ? 'Basic realm="thala", charset="UTF-8"' : 'Bearer realm="thala"' },
  )

export const tooMany = (waitSeconds: number, why: string): Problem =>
  new Problem(
    429,
    'Too many requests',
    `${why} Try again in ${waitSeconds} s.`,
    {},
    { 'retry-after': String(waitSeconds) },
  )
