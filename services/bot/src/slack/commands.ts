// POST /slack/commands: `/thala …`, answered to the one who asked alone, with what that person may read.

import { sampleClock } from '@thala/incidents'
import { plain } from '@thala/text'
import type { RequestHandler } from 'express'
import { type Answer, answer } from '../answer.ts'
import { line } from '../incident-actions.ts'
import type { RouteDeps } from './app.ts'
import { personAsking } from './asking.ts'
import { parseSlashCommand, type SlashCommand } from './payloads.ts'
import { Refusal } from './refusal.ts'
import { toldAnyway, within } from './replying.ts'
import { bodyOf, isResponseUrl, responder } from './response-url.ts'
import { signedRoute } from './signed-route.ts'

export const UNKNOWN_PERSON =
  'Thala does not know you in this workspace yet, so there is nothing that it may show you. It learns of people with the messages that it reads.'
const BUSY = 'Thala is busy: try again in a minute.'

export function commandRoute(deps: RouteDeps, contentType: string): RequestHandler {
  const { seen, now, report, responseOrigins: origins, acknowledgeWithinMs, pausesMs } = deps
  return signedRoute(deps, contentType, async ({ body, claim }, response) => {
    const command = parseSlashCommand(body)
    if (command === null) return void response.end()
    const { response_url: url } = command
    if (!isResponseUrl(url, origins)) throw new Refusal(400, 'The response_url is none of Slack.')
    const taken = seen.take(claim.signature, claim.expiresAt, now())
    if (taken === 'seen') return void response.end()
    if (taken === 'full') return void response.json(bodyOf(line(BUSY)))
    const respond = responder(url, { origins, now, ...(pausesMs && { pausesMs }) })
    const ready = toldAnyway(() => answerTo(command, deps), report)
    const soon = await within(acknowledgeWithinMs, ready)
    if (soon !== null) return void response.json(bodyOf(soon))
    if (!deps.goOn(async () => respond(await ready))) return void response.json(bodyOf(line(BUSY)))
    response.end()
  })
}

async function answerTo({ team_id, user_id, text }: SlashCommand, deps: RouteDeps): Promise<Answer> {
  const reading = deps.reading()
  const { store, badge } = reading
  const reader = await personAsking(store, team_id, user_id)
  if (reader === null) return line(UNKNOWN_PERSON)
  const { embedder, llm } = deps
  const now = (await sampleClock(reading)) ?? deps.now()
  return answer(plain(text), { store, reader, embedder, llm, now, ...(badge !== undefined && { badge }) })
}
