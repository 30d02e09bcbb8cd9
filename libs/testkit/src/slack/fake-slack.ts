// A stand-in for Slack over HTTP on a free loopback port: `/api/<method>` for the Web API, `/commands/…` for response URLs.
// It checks tokens, types, limits and uses as Slack does, fails when told to, and keeps what arrived.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { blockFaults } from './block-faults.ts'
import { type Answer, answerCall, argumentsOf, type Call, type Failure, type Posted, refused } from './web-api.ts'

export interface FakeSlackOptions {
  readonly token: string
  /** Channels that the bot is in. */
  readonly channels?: readonly string[]
  readonly now?: () => number
}

export interface FakeSlack {
  readonly origin: string
  /** For `slackApiUrl` of @slack/web-api. */
  readonly apiUrl: string
  /** Calls that reached a method or a failure, in order. */
  readonly calls: readonly Call[]
  readonly posted: readonly Posted[]
  /** A new one: five uses within 30 minutes. */
  responseUrl(): string
  /** What was sent to a response URL, and how it was answered. */
  responses(url: string): readonly Responded[]
  /** For the next calls (of the Web API, or to response URLs), one each. */
  fail(where: 'api' | 'response', ...failures: readonly Failure[]): void
  /** Resolves as soon as it holds; looked at whenever something arrives. Rejects after 10 s. */
  until(condition: () => boolean): Promise<void>
  stop(): Promise<void>
}

interface Responded {
  readonly status: number
  readonly message: Readonly<Record<string, unknown>>
}

const MAX_USES = 5
const LIFE_MS = 30 * 60_000
const MOST_WAITED_MS = 10_000
const MAX_BODY_BYTES = 1024 * 1024
/** Microseconds: after the messages that a test puts into the same second. */
const LATE_IN_SECOND = 500_000

interface Reaction {
  readonly status: number
  readonly body: Answer | string
  readonly headers?: Readonly<Record<string, string>>
  readonly lost?: boolean
}

export async function startFakeSlack({ token, channels = [], now = Date.now }: FakeSlackOptions): Promise<FakeSlack> {
  const calls: Call[] = []
  const posted: Posted[] = []
  const failures: { readonly api: Failure[]; readonly response: Failure[] } = { api: [], response: [] }
  const urls = new Map<string, { readonly madeAt: number; readonly responses: Responded[] }>()
  const watches = new Set<() => void>()
  const nextTs = () => `${Math.floor(now() / 1000)}.${String(LATE_IN_SECOND + posted.length).padStart(6, '0')}`

  const api = (method: string, { headers }: IncomingMessage, body: string): Reaction => {
    const given = argumentsOf(headers['content-type'] ?? '', body)
    if (given === null) return { status: 200, body: refused('invalid_form_data') }
    if (headers.authorization === undefined) return { status: 200, body: refused('not_authed') }
    if (headers.authorization !== `Bearer ${token}`) return { status: 200, body: refused('invalid_auth') }
    const call = { method, arguments: given }
    calls.push(call)
    const failure = failures.api.shift()
    if (failure && failure.kind !== 'lost-answer') return failed(failure)
    const answer = answerCall(call, { channels, posted, nextTs })
    return { status: 200, body: answer, lost: failure !== undefined }
  }

  const respond = (path: string, { headers }: IncomingMessage, body: string): Reaction => {
    const known = urls.get(path)
    if (!known) return { status: 404, body: 'no_service' }
    const message = argumentsOf(headers['content-type'] ?? '', body)
    if (message === null || !(headers['content-type'] ?? '').startsWith('application/json'))
      return { status: 400, body: 'invalid_payload' }
    const failure = failures.response.shift()
    const reaction = failure ? failed(failure) : taken(known, message, now())
    known.responses.push({ status: reaction.status, message })
    return reaction
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    bodyOf(request)
      .then((body) => {
        const method = /^\/api\/([A-Za-z.]+)$/.exec(path)?.[1]
        const reaction = method === undefined ? respond(path, request, body) : api(method, request, body)
        write(response, reaction)
        for (const watch of watches) watch()
      })
      .catch(() => response.destroy())
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const origin = `http://127.0.0.1:${port}`

  return {
    origin,
    apiUrl: `${origin}/api/`,
    calls,
    posted,
    responseUrl: () => {
      const path = `/commands/T1/${urls.size + 1}/secret-of-this-url`
      urls.set(path, { madeAt: now(), responses: [] })
      return origin + path
    },
    responses: (url) => urls.get(new URL(url).pathname)?.responses ?? [],
    fail: (where, ...some) => failures[where].push(...some),
    until: (condition) => watched(condition, watches),
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function failed(failure: Failure): Reaction {
  switch (failure.kind) {
    case 'status':
      return { status: failure.status, body: 'upstream failure' }
    case 'rate-limit':
      return { status: 429, body: refused('ratelimited'), headers: { 'retry-after': String(failure.seconds) } }
    case 'error':
      return { status: 200, body: refused(failure.error) }
    case 'lost-answer':
      return { status: 200, body: '', lost: true }
  }
}

function taken(
  { madeAt, responses }: { readonly madeAt: number; readonly responses: readonly Responded[] },
  message: Readonly<Record<string, unknown>>,
  now: number,
): Reaction {
  if (now - madeAt > LIFE_MS) return { status: 404, body: refused('expired_url') }
  if (responses.filter(({ status }) => status === 200).length >= MAX_USES)
    return { status: 404, body: refused('used_url') }
  if (message.blocks !== undefined && blockFaults(message.blocks).length > 0)
    return { status: 400, body: refused('invalid_blocks') }
  return { status: 200, body: 'ok' }
}

function write(response: ServerResponse, { status, body, headers = {}, lost }: Reaction): void {
  if (lost === true) {
    response.destroy()
    return
  }
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json; charset=utf-8', ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > MAX_BODY_BYTES) throw new Error('too large')
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function watched(condition: () => boolean, watches: Set<() => void>): Promise<void> {
  if (condition()) return Promise.resolve()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error('nothing of the kind arrived within 10 s')), MOST_WAITED_MS)
  const watch = () => {
    if (condition()) resolve()
  }
  watches.add(watch)
  return promise.finally(() => {
    clearTimeout(late)
    watches.delete(watch)
  })
}
