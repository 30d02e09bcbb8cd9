// Later answers, through the address that came with a request. Promise: only to Slack's own hosts over https, without
// following redirects, at most five times within half an hour; the address, which is a secret, is in no error.

import { setTimeout as wait } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import type { Answer } from '../answer.ts'

/** https://docs.slack.dev/interactivity/handling-user-interaction; the second is GovSlack. */
export const RESPONSE_ORIGINS: readonly string[] = ['https://hooks.slack.com', 'https://hooks.slack-gov.com']

const MAX_USES = 5
const LIFE_MS = 30 * 60_000
const TIMEOUT_MS = 10_000
/** Between attempts. */
export const PAUSES_MS: readonly number[] = [1_000, 5_000]

export interface ResponseMessage extends Answer {
  /** In place of the message that was clicked; default: a new one. */
  readonly replaces?: boolean
  /** Seen by everybody in the channel, as the message that it replaces; default: by the one who asked. */
  readonly open?: boolean
}

export type Respond = (response: ResponseMessage) => Promise<void>

export function isResponseUrl(url: string, origins: readonly string[] = RESPONSE_ORIGINS): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.username === '' && parsed.password === '' && origins.includes(parsed.origin)
}

export interface ResponderOptions {
  readonly origins: readonly string[]
  readonly now: () => number
  readonly pausesMs?: readonly number[]
}

/** Throws for an address elsewhere. Attempts count as uses, for one that failed may have arrived. */
export function responder(url: string, { origins, now, pausesMs = PAUSES_MS }: ResponderOptions): Respond {
  if (!isResponseUrl(url, origins)) throw new ThalaError('bad-input', 'a response_url is none of Slack')
  const endsAt = now() + LIFE_MS
  let uses = 0
  return async (response) => {
    const body = JSON.stringify(bodyOf(response))
    for (let attempt = 0; ; attempt++) {
      if (uses++ >= MAX_USES || now() > endsAt) throw failed('it may not be used any more')
      const outcome = await attemptAt(url, body)
      if (outcome === 'taken') return
      const pauseMs = pausesMs[attempt]
      if (!outcome.again || pauseMs === undefined) throw failed(outcome.reason)
      await wait(pauseMs)
    }
  }
}

export const bodyOf = ({ blocks, text, replaces = false, open = false }: ResponseMessage) => ({
  response_type: open ? 'in_channel' : 'ephemeral',
  ...(replaces && { replace_original: true }),
  text,
  blocks,
})

type Outcome = 'taken' | { readonly again: boolean; readonly reason: string }

async function attemptAt(url: string, body: string): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    if (response.ok) return 'taken'
    return { again: response.status >= 500 || response.status === 429, reason: `it answered ${response.status}` }
  } catch {
    // What `fetch` throws may name the address.
    return { again: true, reason: 'it does not answer' }
  }
}

const failed = (reason: string) =>
  new ThalaError('dependency-down', `an answer did not reach Slack through its response_url: ${reason}`)
