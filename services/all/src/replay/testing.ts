// For tests: a workspace in which many incidents were told, and what a replay has to leave as it was.

import type { Bus } from '@thala/bus'
import { type Collection, collections, slackMessageId, type Topic, topics } from '@thala/contracts'
import { type Env, topicName } from '@thala/runtime'
import { type Store, scanAll } from '@thala/store'
import { type Said, standIns, TEAM } from '@thala/testkit'
import { pipeline } from '../declarations.ts'
import type { Main } from './generation.ts'

const START_S = 1_700_000_000
const timeOf = (second: number): string => `${START_S + second}.000001`
/** Words that no two incidents share. */
const wordsOf = (n: number): string => ['alpha', 'beta', 'gamma', 'delta'].map((word) => `${word}${n}x`).join(' ')

/** Of each incident a report; of most a fix, in its thread or elsewhere; some talk, edits and deletions. */
export function talk(incidents: number): Said[] {
  return Array.from({ length: incidents }, (_, n): Said[] => {
    const at = n * 900
    const root = { ts: timeOf(at), text: `broken ${wordsOf(n)}`, channel: `C${n % 3}` }
    const later = (START_S + at + 600) * 1_000
    return [
      root,
      ...(n % 3 !== 0
        ? [{ ts: timeOf(at + 60), text: `fixed ${wordsOf(n)}`, channel: root.channel, thread: root.ts }]
        : []),
      { ts: timeOf(at + 90), text: `talk about ${wordsOf(n)}`, channel: root.channel, thread: root.ts },
      { ts: timeOf(at + 120), text: `lunch number ${n}`, channel: 'C9' },
      ...(n % 5 === 0 ? [{ ...root, text: `broken ${wordsOf(n)} badly`, revision: later }] : []),
      ...(n % 7 === 6 ? [{ ...root, deleted: true, revision: later }] : []),
    ]
  }).flat()
}

/** The report of an incident in `talk`. */
export const rootOf = (n: number): string => slackMessageId(TEAM, `C${n % 3}`, timeOf(n * 900))

/** Opens and closes nothing: every report and every fix is talk. */
export const unsure: Env = { CLASSIFIER_MIN_CONFIDENCE: '0.99' }

export const mainOf = ({ bus, store }: { readonly bus: Bus; readonly store: Store }, env: Env = {}): Main => ({
  bus,
  store,
  env,
  declarations: pipeline(standIns()),
  retryDelaysMs: [0, 0, 0],
})

/** Everything that a store holds but what processes note about themselves. */
export async function documents(store: Store, ...some: readonly Collection[]): Promise<unknown[]> {
  await store.refresh()
  const all: readonly Collection[] = some.length > 0 ? some : Object.values(collections)
  const found: unknown[] = []
  for (const collection of all.filter(({ name }) => name !== collections.checkpoints.name))
    for await (const document of scanAll(store, collection)) found.push({ of: collection.name, ...document })
  return found
}

const everyTopic: readonly Topic[] = Object.values(topics)

/** Where every topic ends. */
export const ends = async (bus: Bus, env: Env = {}) =>
  (
    await bus.lag(
      'nobody',
      everyTopic.map((topic) => topicName(topic, env)),
    )
  ).map(({ topic, partition, end }) => ({
    topic,
    partition,
    end,
  }))

export const isTopic = (bus: Bus, topic: string): Promise<boolean> =>
  bus.lag('nobody', [topic]).then(
    () => true,
    () => false,
  )
