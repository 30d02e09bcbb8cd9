// Posts messages through Slack's Web API. Promise: tries again for a while, and before that looks whether the message is
// there already: an attempt whose answer was lost may have posted it. Errors never hold the token.

import { setTimeout as wait } from 'node:timers/promises'
import type { KnownBlock } from '@slack/types'
import {
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api'
import { ThalaError } from '@thala/contracts'
import { z } from 'zod'
import type { Answer } from '../answer.ts'

export interface Posting extends Answer {
  readonly channel: string
  readonly threadTs: string
  /** Time of the message that is answered: what was posted for it is younger. */
  readonly after: string
  /** Put on the message, to know it again. */
  readonly mark: string
}

export interface WebApi {
  post(posting: Posting): Promise<void>
}

export interface WebApiOptions {
  readonly token: string
  /** For tests. */
  readonly slackApiUrl?: string
  /** Between attempts, of which there is one more. */
  readonly pausesMs?: readonly number[]
}

const TIMEOUT_MS = 10_000
const PAUSES_MS: readonly number[] = [1_000, 5_000, 20_000]
/** A longer wait than this is no answer any more. */
const LONGEST_LIMIT_S = 60
const MARK_EVENT = 'thala_answer'
const MOST_REPLIES = 200

export function openWebApi({ token, slackApiUrl, pausesMs = PAUSES_MS }: WebApiOptions): WebApi {
  const client = new WebClient(token, {
    // Its own retries sleep as long as Slack says, up to half an hour in all, and post again without looking.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: silent,
    ...(slackApiUrl !== undefined && { slackApiUrl }),
  })
  return {
    post: async (posting) => {
      for (let attempt = 0; ; attempt++) {
        try {
          if (attempt > 0 && (await isPosted(client, posting))) return
          await send(client, posting)
          return
        } catch (error) {
          const pauseMs = pausesMs[attempt]
          const least = leastPauseMs(error)
          if (least === null || pauseMs === undefined) throw failure(error, attempt + 1)
          await wait(Math.max(least, pauseMs))
        }
      }
    },
  }
}

const send = (client: WebClient, { channel, threadTs, text, blocks, mark }: Posting) =>
  client.chat.postMessage({
    channel,
    thread_ts: threadTs,
    text,
    blocks: blocks.map((block): KnownBlock => block),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: MARK_EVENT, event_payload: { mark } },
  })

const marked = z.object({ metadata: z.object({ event_payload: z.object({ mark: z.string() }) }) })

/** Where the bot may not read the thread it cannot look: twice is better than never. */
async function isPosted(client: WebClient, { channel, threadTs, after, mark }: Posting): Promise<boolean> {
  const thread = { channel, ts: threadTs, oldest: after, limit: MOST_REPLIES, include_all_metadata: true }
  try {
    const { messages = [] } = await client.conversations.replies(thread)
    return messages.some((one) => marked.safeParse(one).data?.metadata.event_payload.mark === mark)
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return false
    throw error
  }
}

const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited'])

/** Before it may be tried again; null for what will fail again. */
function leastPauseMs(error: unknown): number | null {
  if (error instanceof WebAPIRateLimitedError)
    return error.retryAfter <= LONGEST_LIMIT_S ? error.retryAfter * 1000 : null
  if (error instanceof WebAPIRequestError) return 0
  if (error instanceof WebAPIHTTPError) return error.statusCode >= 500 ? 0 : null
  return error instanceof WebAPIPlatformError && passing.has(error.data.error) ? 0 : null
}

/** Without a cause: the client's errors carry requests and headers along. */
function failure(error: unknown, attempts: number): ThalaError {
  const tried = attempts === 1 ? '' : ` after ${attempts} attempts`
  if (error instanceof WebAPIPlatformError)
    return new ThalaError(
      'bad-config',
      `Slack refused a message${tried}: ${error.data.error}${adviceFor(error.data.error)}`,
    )
  if (error instanceof WebAPIHTTPError)
    return new ThalaError('dependency-down', `Slack's Web API answered ${error.statusCode}${tried}`)
  if (error instanceof WebAPIRateLimitedError)
    return new ThalaError('dependency-down', `Slack's Web API takes no message for ${error.retryAfter} s${tried}`)
  return new ThalaError('dependency-down', `Slack's Web API does not answer${tried}`)
}

function adviceFor(error: string): string {
  if (/auth|token|account_inactive/.test(error)) return ': check SLACK_BOT_TOKEN'
  if (error === 'missing_scope') return ': the app needs the scope chat:write'
  return error === 'not_in_channel' ? ': invite the app to the channel' : ''
}

/** What the client would log holds the messages of people. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}
