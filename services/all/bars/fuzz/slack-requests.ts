// What Slack could send, signed as it signs, with anything in it: none may end in an error of the server.

import { hostileStrings, type Mutator, mutator } from '@thala/testkit/fuzz'
import {
  appMention,
  blockAction,
  type SignOptions,
  type SlackRequest,
  signed,
  slashCommand,
} from '@thala/testkit/slack'
import { ask, inParallel } from './ask.ts'
import { failureLine } from './failure.ts'
import { CANARY, type Installation } from './installation.ts'

export interface SlackOutcome {
  readonly requests: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly broken: readonly string[]
}

const AT_ONCE = 4
const JSON_TYPE = 'application/json'
const RESPONSE_URL = 'https://hooks.slack.com/commands/T1/1/x'

export async function fuzzSlack(
  { slackUrl, secret }: Installation,
  seed: number,
  count: number,
): Promise<SlackOutcome> {
  const mutate = mutator(seed)
  const byStatus: Record<string, number> = {}
  const broken: string[] = []
  const requests = Array.from({ length: count }, () => slackRequest(mutate, { secret, at: Date.now() }))
  await inParallel(requests, AT_ONCE, async ({ path, body, headers }) => {
    const { status, body: said } = await ask(slackUrl, {
      method: 'POST',
      path,
      headers: Object.fromEntries(headers),
      body: Buffer.from(body),
    })
    byStatus[status] = (byStatus[status] ?? 0) + 1
    const input = { path, body }
    if (status === 0 || status >= 500) broken.push(`seed ${seed}: Slack: answered ${status}${failureLine('', input)}`)
    if (status === 401) broken.push(`seed ${seed}: Slack: a good signature was refused${failureLine('', input)}`)
    if (said.includes(CANARY)) broken.push(`seed ${seed}: Slack: told something private${failureLine('', input)}`)
  })
  return { requests: requests.length, byStatus, broken }
}

function slackRequest(mutate: Mutator, sign: SignOptions): SlackRequest & { readonly path: string } {
  const text = mutate.text(['search checkout', 'latest_issue 2', 'predict the api is down', 'help', ...hostileStrings])
  const asking = {
    user: mutate.pick(['U1', 'U1', 'U404', '']),
    channel: mutate.pick(['C1', 'C2', 'D1']),
    responseUrl: RESPONSE_URL,
  }
  const action = {
    actionId: mutate.pick(['next_page', 'prev_page', 'confirm', mutate.text(['undo'])]),
    value: mutate.text(['{"page":2}', 'INC-K3M9QXR', '2']),
  }
  const kind = mutate.pick(['command', 'click', 'event'])
  if (kind === 'command') return { path: '/slack/commands', ...bent(mutate, slashCommand(text, asking, sign), sign) }
  if (kind === 'click')
    return { path: '/slack/interactions', ...bent(mutate, blockAction({ ...asking, ...action }, sign), sign) }
  const event = { text: `<@UBOT> ${text}`, channel: asking.channel }
  return { path: '/slack/events', ...bent(mutate, appMention(event, sign), { ...sign, contentType: JSON_TYPE }) }
}

/** Half as Slack would send it, half with the body changed and signed anew. */
function bent(mutate: Mutator, request: SlackRequest, sign: SignOptions): SlackRequest {
  if (mutate.chance(0.4)) return request
  if (sign.contentType === JSON_TYPE && mutate.chance(0.6))
    return signed(JSON.stringify(mutate.json([JSON.parse(request.body)])) ?? '', sign)
  const form = new URLSearchParams(request.body)
  const payload = form.get('payload')
  if (payload !== null && mutate.chance(0.7)) {
    form.set('payload', JSON.stringify(mutate.json([JSON.parse(payload)])) ?? '')
    return signed(form.toString(), sign)
  }
  return signed(mutate.text([request.body]).toWellFormed(), sign)
}
