// The declaration of the bot: answers Slack over HTTP where SLACK_SIGNING_SECRET is set, and appends what people correct.

import { ThalaError, topics } from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import type { Reader as ModelReader } from '@thala/llm'
import { type Resource, type Served, type ServiceDeclaration, service } from '@thala/service'
import { z } from 'zod'
import { createSlackApp, type Reading } from './slack/app.ts'
import { type Listening, listen } from './slack/listen.ts'
import { ACKNOWLEDGE_WITHIN_MS } from './slack/replying.ts'
import { RESPONSE_ORIGINS } from './slack/response-url.ts'
import { openWebApi } from './slack/web-api.ts'

const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []))

const config = z.object({
  SLACK_SIGNING_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('Signing secret of the Slack app; unset: Slack is not answered'),
  SLACK_BOT_TOKEN: z.string().min(1).optional().describe('Its bot token, for answers to mentions'),
  THALA_SLACK_HOST: z.string().min(1).default('127.0.0.1').describe('Address that Slack is answered on'),
  THALA_SLACK_PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Its port'),
  THALA_SHARED_CHANNELS: list
    .default([])
    .describe('Ids of channels shared with other organisations in which mentions are answered all the same'),
})

export interface BotOptions {
  /** Handed in, so that tests can give stand-ins; resources of the same name are shared within a process. */
  readonly models: { readonly embedder: Resource<Embedder>; readonly reader: Resource<ModelReader> }
  /** What is read at this moment, when it is not always the store of the process. */
  readonly reading?: () => Reading
  /** The process runs for nothing else: without a secret it does not start. */
  readonly alone?: boolean
  /** For tests: where Slack is. */
  readonly slack?: { readonly apiUrl: string; readonly responseOrigins: readonly string[] }
}

export interface BotServer {
  readonly declaration: ServiceDeclaration
  /** Where Slack is answered; null before the start and without a secret. */
  url(): string | null
}

export function bot({ models, reading, alone = false, slack }: BotOptions): BotServer {
  let listening: Listening | null = null
  const declaration = service({
    name: 'bot',
    produces: { correction: topics.corrections },
    config,
    resources: () => ({ embedder: models.embedder, reader: models.reader }),
    serve: async ({ config, deps, store, append, report, to }): Promise<Served> => {
      const { SLACK_SIGNING_SECRET: secret, SLACK_BOT_TOKEN: token, THALA_SHARED_CHANNELS: shared } = config
      if (secret === undefined) return withoutSecret(alone)
      const app = createSlackApp({
        secret,
        now: Date.now,
        reading: reading ?? (() => ({ store })),
        embedder: deps.embedder,
        llm: deps.reader,
        correct: ({ id, value }) => append([to.correction(value, { id })]),
        webApi: token === undefined ? null : openWebApi({ token, ...(slack && { slackApiUrl: slack.apiUrl }) }),
        sharedChannels: new Set(shared),
        responseOrigins: slack?.responseOrigins ?? RESPONSE_ORIGINS,
        acknowledgeWithinMs: ACKNOWLEDGE_WITHIN_MS,
        report,
      })
      listening = await listen(app, config.THALA_SLACK_HOST, config.THALA_SLACK_PORT)
      return listening
    },
  })
  return { declaration, url: () => listening?.url ?? null }
}

function withoutSecret(alone: boolean): Served {
  if (alone)
    throw new ThalaError(
      'bad-config',
      'the bot has nobody to answer: set SLACK_SIGNING_SECRET to that of your Slack app',
    )
  return { stop: async () => undefined }
}
