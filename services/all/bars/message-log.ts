// A log of classified messages and the one view that makes documents of them: for bars about the store alone.

import type { Bus } from '@thala/bus'
import { type ClassifiedMessage, topics } from '@thala/contracts'
import { messagesView } from '@thala/indexer'
import { append, drain, type Env, groupsOf, type Running, run, topicSpecs } from '@thala/runtime'
import { outputTo } from '@thala/service'
import type { Store } from '@thala/store'
import { slackMessage, standIns } from '@thala/testkit'
import { pipeline } from '../src/declarations.ts'

const START_S = 1_757_491_200
export const CONVERSATIONS = 20

export const conversationOf = (n: number): string => `C${n % CONVERSATIONS}`

/** The `n`-th message: the same on every run. */
export function classifiedOf(n: number): ClassifiedMessage {
  const text = `talk of case ${n}`
  const { v, ...rest } = slackMessage({ ts: `${START_S + n}.000000`, channel: conversationOf(n), text })
  return { v, ...rest, classification: null, terms: text.split(' '), vector: null }
}

const toClassified = outputTo('classified', topics.classified)
const CHUNK = 500

/** Messages `from` up to before `to`, as the classifier would append them. */
export async function appendMessages(bus: Bus, env: Env, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += CHUNK) {
    const some = Array.from({ length: Math.min(CHUNK, to - start) }, (_, i) => classifiedOf(start + i))
    await append(
      bus,
      env,
      some.map(({ v: _, id, ...value }) => toClassified(value, { id })),
    )
  }
}

export interface MessageView {
  readonly running: Running
  drain(): Promise<void>
}

const QUIET_WITHIN_MS = 900_000

const specsOf = (env: Env) => topicSpecs(pipeline(standIns()), env)

/** Every topic, as the state covers more than messages. */
export const ensureMessageTopics = (bus: Bus, env: Env): Promise<void> => bus.ensureTopics(specsOf(env))

export const removeMessageTopics = (bus: Bus, env: Env): Promise<void> =>
  bus.remove({ topics: specsOf(env).map(({ name }) => name) })

/** Nothing is attached to these messages. */
const messages = messagesView(standIns())

export async function runMessageView(bus: Bus, store: Store, env: Env): Promise<MessageView> {
  const running = await run([messages], { bus, store, env, some: true })
  const groups = groupsOf([messages], env)
  return { running, drain: () => drain(bus, groups, { timeoutMs: QUIET_WITHIN_MS }) }
}
