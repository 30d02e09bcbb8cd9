// The bot as Slack reaches it, over HTTP, on the example workspace; it counts everything that a request could set in motion.

import { createSlackApp, listenForSlack } from '@thala/bot'
import { standInEmbedder } from '@thala/embedder'
import { exampleWorkspace } from '@thala/incidents/testing'
import { standInReader } from '@thala/testkit'
import { type Answered, type FakeSlack, type SlackRequest, send, startFakeSlack } from '@thala/testkit/slack'
import { type Path, SECRET } from './forged-requests.ts'

export interface GuardedSlack {
  readonly slack: FakeSlack
  /** Look-ups, corrections, posts and reports so far. */
  effects(): number
  corrections(): readonly string[]
  posted(): number
  send(path: Path, request: SlackRequest): Promise<Answered>
  stop(): Promise<void>
}

export async function openGuardedSlack(): Promise<GuardedSlack> {
  const { store } = await exampleWorkspace()
  const slack = await startFakeSlack({ token: 'xoxb-1', channels: ['CPAY'] })
  const corrections: string[] = []
  let looks = 0
  let posted = 0
  const reported: unknown[] = []
  const bot = await listenForSlack(
    createSlackApp({
      secret: SECRET,
      now: Date.now,
      reading: () => {
        looks++
        return { store }
      },
      embedder: standInEmbedder(),
      llm: standInReader(),
      correct: async ({ id }) => void corrections.push(id),
      webApi: {
        post: async () => {
          posted++
        },
      },
      sharedChannels: new Set(),
      responseOrigins: [slack.origin],
      acknowledgeWithinMs: 2_000,
      report: (error) => reported.push(error),
    }),
    '127.0.0.1',
    0,
  )
  return {
    slack,
    effects: () => looks + corrections.length + posted + reported.length + slack.calls.length,
    corrections: () => corrections,
    posted: () => posted,
    send: (path, request) => send(`${bot.url}${path}`, request),
    stop: async () => {
      await bot.stop()
      await slack.stop()
    },
  }
}
