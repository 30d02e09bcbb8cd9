// Requests that Slack did not send, from ones that it did: each differs in what a forger would have to change. Seeded.

import {
  appMention,
  blockAction,
  type SlackRequest,
  slackSignature,
  slashCommand,
  withHeader,
} from '@thala/testkit/slack'

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

export const paths = ['/slack/commands', '/slack/interactions', '/slack/events'] as const
export type Path = (typeof paths)[number]

export interface Addressed {
  readonly path: Path
  readonly request: SlackRequest
}

/** The `n`th request as Slack would send it at `at`, epoch ms; no two are the same. */
export function genuine(path: Path, n: number, at: number, responseUrl: string, choice: string): SlackRequest {
  const sign = { secret: SECRET, at }
  const ts = `${Math.floor(at / 1000)}.${String(n).padStart(6, '0')}`
  if (path === '/slack/commands')
    return slashCommand(`latest_issue ${1 + (n % 3)} `.padEnd(n % 97), { responseUrl }, sign)
  if (path === '/slack/events') return appMention({ text: '<@UBOT> help', eventId: `Ev${n}`, ts }, sign)
  return blockAction({ actionId: 'incident', kind: 'overflow', value: choice, responseUrl, actionTs: ts }, sign)
}

const TIME = 'x-slack-request-timestamp'
const SIGNATURE = 'x-slack-signature'

const headerOf = ({ headers }: SlackRequest, name: string): string => headers.find(([one]) => one === name)?.[1] ?? ''
const again = (request: SlackRequest, name: string, value: string): SlackRequest => ({
  body: request.body,
  headers: [...request.headers, [name, value]],
})
const before = (request: SlackRequest, name: string, value: string): SlackRequest => ({
  body: request.body,
  headers: [[name, value], ...request.headers],
})
const reSigned = (request: SlackRequest, shiftSeconds: number): SlackRequest => {
  const time = String(Number(headerOf(request, TIME)) + shiftSeconds)
  return withHeader(withHeader(request, TIME, time), SIGNATURE, slackSignature(SECRET, time, request.body))
}

type Forge = (request: SlackRequest, random: () => number) => SlackRequest

/** Past the window: 301 s to a day. */
const outside = (random: () => number): number => 301 + Math.floor(random() * 86_400)

const hmac: readonly Forge[] = [
  (one, random) => withHeader(one, SIGNATURE, slackSignature(`guess ${random()}`, headerOf(one, TIME), one.body)),
  (one, random) => withHeader(one, SIGNATURE, flipped(headerOf(one, SIGNATURE), random)),
  (one) => withHeader(one, SIGNATURE, headerOf(one, SIGNATURE).toUpperCase()),
  (one) => withHeader(one, SIGNATURE, headerOf(one, SIGNATURE).slice(0, -2)),
  (one) => withHeader(one, SIGNATURE, `${headerOf(one, SIGNATURE)}00`),
  (one) => withHeader(one, SIGNATURE, headerOf(one, SIGNATURE).replace('v0=', 'v1=')),
  (one) => withHeader(one, SIGNATURE, slackSignature('', headerOf(one, TIME), one.body)),
  (one) => ({ ...one, headers: one.headers.filter(([name]) => name !== SIGNATURE) }),
  (one) => ({ ...one, headers: one.headers.filter(([name]) => name !== TIME) }),
]

const time: readonly Forge[] = [
  (one, random) => reSigned(one, -outside(random)),
  (one, random) => reSigned(one, outside(random)),
  // Moved into the window, under the signature of another moment.
  (one, random) => withHeader(one, TIME, String(Number(headerOf(one, TIME)) - 1 - Math.floor(random() * 200))),
  (one) => withHeader(one, TIME, `${headerOf(one, TIME)}.0`),
]

const duplicate: readonly Forge[] = [
  (one) => again(one, SIGNATURE, headerOf(one, SIGNATURE)),
  (one) => again(one, TIME, headerOf(one, TIME)),
  (one) => before(one, SIGNATURE, `v0=${'0'.repeat(64)}`),
  (one, random) => again(one, TIME, String(Number(headerOf(one, TIME)) - outside(random))),
]

const encoding: readonly Forge[] = [
  (one) => ({ ...one, body: one.body.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`) }),
  (one) => ({ ...one, body: one.body.replaceAll('%20', '+').replaceAll('+', '%20').concat('&') }),
  (one) => ({ ...one, body: one.body.split('&').reverse().join('&').concat(' ') }),
  (one) => ({ ...one, body: `\ufeff${one.body}` }),
  (one) => ({ ...one, body: one.body.replace(/%([0-9A-F]{2})/g, (code) => code.toLowerCase()).concat('\n') }),
  (one) => ({ ...one, body: '' }),
  // What no parser takes, under a type that nothing here reads: a 400 or 415 would show that it was looked at.
  (one) => withHeader({ ...one, body: '{"payload":'.repeat(50) }, 'content-type', 'text/html'),
]

export const forgeries = { hmac, time, duplicate, encoding } as const
export type Kind = keyof typeof forgeries
export const kinds = ['hmac', 'time', 'duplicate', 'encoding'] as const

function flipped(signature: string, random: () => number): string {
  const place = 'v0='.length + Math.floor(random() * 64)
  const digit = signature[place] === '0' ? '1' : '0'
  return signature.slice(0, place) + digit + signature.slice(place + 1)
}
