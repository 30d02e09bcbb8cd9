// Requests as Slack sends them: https://docs.slack.dev/authentication/verifying-requests-from-slack. Bodies are bytes, so
// that a test can sign one body and send another, and headers a list, so that one can stand twice.

import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'

export interface SlackRequest {
  readonly body: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export interface SignOptions {
  readonly secret: string
  /** Epoch ms. */
  readonly at: number
  readonly contentType?: string
}

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

export const slackSignature = (secret: string, timestamp: string | number, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`

export function signed(body: string, { secret, at, contentType = FORM }: SignOptions): SlackRequest {
  const timestamp = String(Math.floor(at / 1000))
  return {
    body,
    headers: [
      ['content-type', contentType],
      ['x-slack-request-timestamp', timestamp],
      ['x-slack-signature', slackSignature(secret, timestamp, body)],
    ],
  }
}

/** The same request with a header in place of the one of that name. */
export const withHeader = ({ body, headers }: SlackRequest, name: string, value: string): SlackRequest => ({
  body,
  headers: [...headers.filter(([other]) => other !== name), [name, value]],
})

export interface Asking {
  readonly team?: string
  readonly user?: string
  readonly channel?: string
  readonly responseUrl: string
}

export const slashCommand = (text: string, asking: Asking, sign: SignOptions): SlackRequest =>
  signed(
    new URLSearchParams({
      token: 'deprecated',
      team_id: asking.team ?? 'T1',
      team_domain: 'example',
      channel_id: asking.channel ?? 'CPAY',
      channel_name: 'payments',
      user_id: asking.user ?? 'U1',
      user_name: 'maren',
      command: '/thala',
      text,
      api_app_id: 'A1',
      response_url: asking.responseUrl,
      trigger_id: '1.2.3',
    }).toString(),
    sign,
  )

export interface Click extends Asking {
  readonly actionId: string
  /** Of a button, or of the chosen option of a menu. */
  readonly value: string
  readonly kind?: 'button' | 'overflow'
  /** Epoch seconds with microseconds. */
  readonly actionTs?: string
  readonly ephemeral?: boolean
}

export function blockAction(click: Click, sign: SignOptions): SlackRequest {
  const { kind = 'button', value, actionId, team = 'T1', user = 'U1', channel = 'CPAY', ephemeral = true } = click
  const text = { type: 'plain_text', text: 'a choice', emoji: false }
  const action = {
    type: kind,
    action_id: actionId,
    block_id: 'b1',
    action_ts: click.actionTs ?? '1757577600.000100',
    ...(kind === 'button' ? { value, text } : { selected_option: { value, text } }),
  }
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'maren', name: 'maren', team_id: team },
    api_app_id: 'A1',
    token: 'deprecated',
    container: { type: 'message', message_ts: '1757577500.000100', channel_id: channel, is_ephemeral: ephemeral },
    trigger_id: '1.2.3',
    team: { id: team, domain: 'example' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: 'payments' },
    state: { values: {} },
    response_url: click.responseUrl,
    actions: [action],
  }
  return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), sign)
}

export interface Mention {
  readonly text: string
  readonly eventId?: string
  readonly ts?: string
  readonly threadTs?: string
  readonly team?: string
  readonly user?: string
  readonly channel?: string
  readonly botId?: string
  readonly isExtSharedChannel?: boolean
}

export const BOT_USER = 'UBOT'

export function appMention(mention: Mention, sign: SignOptions): SlackRequest {
  const ts = mention.ts ?? '1757577600.000200'
  const body = {
    token: 'deprecated',
    team_id: mention.team ?? 'T1',
    api_app_id: 'A1',
    event: {
      type: 'app_mention',
      user: mention.user ?? 'U1',
      text: mention.text,
      ts,
      channel: mention.channel ?? 'CPAY',
      event_ts: ts,
      ...(mention.threadTs !== undefined && { thread_ts: mention.threadTs }),
      ...(mention.botId !== undefined && { bot_id: mention.botId }),
    },
    type: 'event_callback',
    event_id: mention.eventId ?? 'Ev1',
    event_time: Number(ts.split('.')[0]),
    authorizations: [{ enterprise_id: null, team_id: 'T1', user_id: BOT_USER, is_bot: true }],
    is_ext_shared_channel: mention.isExtSharedChannel ?? false,
  }
  return signed(JSON.stringify(body), { ...sign, contentType: JSON_TYPE })
}

export interface Answered {
  readonly status: number
  readonly body: string
}

/** Sends exactly these headers, repeated ones too, which `fetch` would join. */
export function send(url: string, { body, headers }: SlackRequest): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>()
  const bytes = Buffer.from(body)
  const request = httpRequest(url, { method: 'POST' }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    response.on('error', reject)
  })
  request.on('error', reject)
  const values = Map.groupBy(headers, ([name]) => name)
  for (const [name, all] of values)
    request.setHeader(
      name,
      all.map(([, value]) => value),
    )
  request.setHeader('content-length', bytes.length)
  request.end(bytes)
  return promise
}
