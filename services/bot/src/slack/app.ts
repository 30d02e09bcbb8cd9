// What Slack talks to, on one page: the three addresses of an app, what guards them, and where errors go.

import { errorLine } from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import type { MadeCorrection } from '@thala/incidents'
import type { Reader as ModelReader } from '@thala/llm'
import type { StoreReader } from '@thala/service'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { isSmall } from './body.ts'
import { commandRoute } from './commands.ts'
import { eventRoute } from './events.ts'
import { interactionRoute } from './interactions.ts'
import { Refusal } from './refusal.ts'
import { rememberSeen, type Seen } from './seen.ts'
import type { Signing } from './signed-route.ts'
import type { WebApi } from './web-api.ts'

export interface Reading {
  readonly store: StoreReader
  /** Said under every answer, such as `sample workspace`; absent for real data. */
  readonly badge?: string | undefined
}

export interface SlackDeps extends Signing {
  /** What is read at this moment: a process may show a sample until the first real message. */
  readonly reading: () => Reading
  readonly embedder: Pick<Embedder, 'embed'>
  readonly llm: Pick<ModelReader, 'predict'>
  /** Appends a correction to the log; resolves when it is durable. */
  readonly correct: (made: MadeCorrection) => Promise<void>
  /** Null without SLACK_BOT_TOKEN: mentions are not answered. */
  readonly webApi: WebApi | null
  /** Ids of channels shared with another organisation in which answers may be posted all the same. */
  readonly sharedChannels: ReadonlySet<string>
  /** Where answers may be sent later. */
  readonly responseOrigins: readonly string[]
  readonly acknowledgeWithinMs: number
  /** Between attempts to send an answer later. */
  readonly pausesMs?: readonly number[]
  /** Told of errors that are not the caller's doing. */
  readonly report: (error: unknown) => void
}

/** What a route adds to them. */
export interface RouteDeps extends SlackDeps {
  /** Signatures of commands and clicks, and ids of events. */
  readonly seen: Seen
  /** Work that goes on after its request was answered; false when there is too much of it. */
  readonly goOn: (work: () => Promise<void>) => boolean
}

/** About 10 MB. Ten minutes of 160 signed requests a second, which is more than Slack sends. */
const MOST_SEEN = 100_000
/** Answers in the making at once: each holds the embedder for a while. */
const MOST_IN_HAND = 64

export interface SlackApp {
  readonly app: Express
  /** Resolves when nothing is in hand any more. */
  settled(): Promise<void>
}

const FORM = 'application/x-www-form-urlencoded'

export function createSlackApp(deps: SlackDeps): SlackApp {
  const inHand = new Set<Promise<void>>()
  const goOn = (work: () => Promise<void>) => {
    if (inHand.size >= MOST_IN_HAND) return false
    const going = work()
      .catch(deps.report)
      .finally(() => inHand.delete(going))
    inHand.add(going)
    return true
  }
  const all: RouteDeps = { ...deps, seen: rememberSeen(MOST_SEEN), goOn }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    next()
  })
  app.post('/slack/commands', commandRoute(all, FORM))
  app.post('/slack/interactions', interactionRoute(all, FORM))
  app.post('/slack/events', eventRoute(all, 'application/json'))
  app.all(['/slack/commands', '/slack/interactions', '/slack/events'], (_request, response) => {
    response.set('allow', 'POST')
    throw new Refusal(405, 'Slack sends POST here.')
  })
  app.use(() => {
    throw new Refusal(404, 'There are /slack/commands, /slack/interactions and /slack/events.')
  })
  app.use(refusals(deps.report))
  return { app, settled: async () => void (await Promise.allSettled(inHand)) }
}

function refusals(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    // The caller went away in the middle of its body: there is nobody to tell.
    if (request.destroyed && !request.complete) return
    const refusal = error instanceof Refusal ? error : null
    if (refusal === null) report(error)
    // Else the rest of an endless body would be read to its end.
    if (!request.complete && !isSmall(request)) response.set('connection', 'close')
    const line = refusal === null ? 'Something failed here; the log of the server says what.' : errorLine(refusal)
    response
      .status(refusal?.status ?? 500)
      .type('text/plain')
      .send(`${line}\n`)
  }
}
