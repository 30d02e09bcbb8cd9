// POST /slack/interactions: clicks. Slack takes nothing but an empty answer here, so all that is told goes to the response
// URL. A page that everybody sees is turned for everybody, with what all of them may read; what one says about an incident
// is answered to that one alone.

import { actionIds } from '@thala/contracts'
import { type Reader, sampleClock } from '@thala/incidents'
import type { RequestHandler } from 'express'
import { type Answer, answer } from '../answer.ts'
import { line } from '../incident-actions.ts'
import { words } from '../markup.ts'
import type { RouteDeps } from './app.ts'
import { channelAsking, personAsking } from './asking.ts'
import { UNKNOWN_PERSON } from './commands.ts'
import { chosen, undone } from './corrections.ts'
import { noteOf } from './mentions.ts'
import { type Click, parseClick } from './payloads.ts'
import { Refusal } from './refusal.ts'
import { toldAnyway } from './replying.ts'
import { isResponseUrl, type ResponseMessage, responder } from './response-url.ts'
import { signedRoute } from './signed-route.ts'

export function interactionRoute(deps: RouteDeps, contentType: string): RequestHandler {
  const { seen, now, report, responseOrigins: origins, pausesMs } = deps
  return signedRoute(deps, contentType, async ({ body, claim }, response) => {
    const click = parseClick(body)
    if (click === null) return void response.end()
    if (!isResponseUrl(click.responseUrl, origins)) throw new Refusal(400, 'The response_url is none of Slack.')
    const react = reactions.get(click.actionId)
    if (react === undefined) return void response.end()
    const taken = seen.take(claim.signature, claim.expiresAt, now())
    if (taken === 'seen') return void response.end()
    const respond = responder(click.responseUrl, { origins, now, ...(pausesMs && { pausesMs }) })
    const work = async () => respond(await toldAnyway(() => react(click, deps), report))
    if (taken === 'full' || !deps.goOn(work)) throw new Refusal(503, 'Too much at once: click again in a minute.')
    response.end()
  })
}

type Reaction = (click: Click, deps: RouteDeps) => Promise<ResponseMessage>

/** Of a sample nothing is noted: corrections go to the log of what is real. */
const correcting =
  (decide: typeof chosen, options: Pick<ResponseMessage, 'replaces'> = {}): Reaction =>
  async ({ team, user, value, at }, deps) => {
    const { store, badge } = deps.reading()
    const person = await personAsking(store, team, user)
    if (person === null) return line(UNKNOWN_PERSON)
    if (badge !== undefined) return line(`This is the ${words(badge, 100)}: nothing is noted.`)
    const { made, told } = await decide(store, person, value, at)
    if (made === null) return told
    await deps.correct(made)
    return { ...told, ...options }
  }

/** A message that only one person sees is read as that person may; any other as its channel may. */
async function turnPage(click: Click, deps: RouteDeps): Promise<ResponseMessage> {
  const { store } = deps.reading()
  const person = await personAsking(store, click.team, click.user)
  if (person === null) return line(UNKNOWN_PERSON)
  if (!/^\d{1,6}$/.test(click.value)) return line('This button does not work any more: ask again.')
  if (click.ephemeral) return { ...(await page(person, undefined, click, deps)), replaces: true }
  const place = click.channel !== null && { team: click.team, channel: click.channel, isExternallyShared: false }
  const reader = place ? await channelAsking(store, place, deps.sharedChannels) : null
  if (reader === null) return line('There is nothing to show in this channel: ask with `/thala latest_issue`.')
  return { ...(await page(reader, noteOf, click, deps)), replaces: true, open: true }
}

async function page(
  reader: Reader,
  note: ((badge: string | undefined) => string) | undefined,
  { value }: Click,
  { reading, embedder, llm, now }: RouteDeps,
): Promise<Answer> {
  const read = reading()
  const { store, badge: own } = read
  const badge = note?.(own) ?? own
  const asked = { store, reader, embedder, llm, now: (await sampleClock(read)) ?? now() }
  return answer(`latest_issue ${value}`, badge === undefined ? asked : { ...asked, badge })
}

const reactions: ReadonlyMap<string, Reaction> = new Map([
  [actionIds.previousPage, turnPage],
  [actionIds.nextPage, turnPage],
  [actionIds.incident, correcting(chosen)],
  [actionIds.undo, correcting(undone, { replaces: true })],
])
