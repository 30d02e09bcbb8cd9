// POST /slack/events: the handshake of an app, and mentions. Promise: one answer to one event however often it is sent, and
// none lost because the first attempt failed: that one is refused, so that Slack sends it again.

import { ThalaError } from '@thala/contracts'
import type { RequestHandler } from 'express'
import type { RouteDeps } from './app.ts'
import { answerToMention } from './mentions.ts'
import { type Mention, parseEvent } from './payloads.ts'
import { Refusal } from './refusal.ts'
import { ANSWER_WITHIN_MS, within } from './replying.ts'
import { signedRoute } from './signed-route.ts'

/** Slack sends an event again for about as long. */
const REMEMBERED_MS = 2 * 3_600_000

type Outcome = 'answered' | 'failed'

export function eventRoute(deps: RouteDeps, contentType: string): RequestHandler {
  const outcomeOf = onceEach(deps)
  return signedRoute(deps, contentType, async ({ body }, response) => {
    const event = parseEvent(body)
    if (event.kind === 'url_verification') return void response.type('text/plain').send(event.challenge)
    if (event.kind === 'other') return void response.end()
    const soon = await within(deps.acknowledgeWithinMs, outcomeOf(event.mention, event.eventId))
    if (soon === 'failed') throw new Refusal(503, 'It failed: send it again.')
    response.end()
  })
}

/** An event that comes again while it is being answered shares the outcome; after that it counts as answered. */
function onceEach(deps: RouteDeps): (mention: Mention, eventId: string) => Promise<Outcome> {
  const { seen, now, goOn, report } = deps
  const underway = new Map<string, Promise<Outcome>>()
  return async (mention, eventId) => {
    const key = `event ${eventId}`
    const same = underway.get(key)
    if (same) return same
    const taken = seen.take(key, now() + REMEMBERED_MS, now())
    if (taken === 'seen') return 'answered'
    if (taken === 'full') throw tooMuch()
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const work = async () => {
      const outcome = await answered(mention, eventId, deps).then(
        (): Outcome => 'answered',
        (error: unknown): Outcome => {
          seen.forget(key)
          report(error)
          return 'failed'
        },
      )
      underway.delete(key)
      resolve(outcome)
    }
    underway.set(key, promise)
    if (goOn(work)) return promise
    underway.delete(key)
    seen.forget(key)
    throw tooMuch()
  }
}

async function answered(mention: Mention, eventId: string, deps: RouteDeps): Promise<void> {
  const made = await within(
    ANSWER_WITHIN_MS,
    answerToMention(mention, eventId, deps).then((posting) => ({ posting })),
  )
  if (made === null) throw new ThalaError('dependency-down', 'an answer to a mention in Slack took too long')
  const { posting } = made
  if (posting === null) return
  if (deps.webApi === null)
    throw new ThalaError(
      'bad-config',
      'somebody asked in a channel, and there is no token to answer with: set SLACK_BOT_TOKEN',
    )
  await deps.webApi.post(posting)
}

const tooMuch = () => new Refusal(503, 'Too much at once: send it again.')
