// One run in a hostile world: copies in any order, records that wait and come twice, lost answers, lost races, a model that
// fails once, two kinds of bad data, and a death in every stage. A correct pipeline ends as the undisturbed one.

import type { Bus } from '@thala/bus'
import { collections, isThalaError, type SourceMessage, ThalaError, topics } from '@thala/contracts'
import { standInEmbedder } from '@thala/embedder'
import type { Point } from '@thala/runtime'
import { type Declaration, resource, source } from '@thala/service'
import type { Store, StoreFaults } from '@thala/store'
import {
  check,
  eventStream,
  type Finding,
  mulberry32,
  outputsOf,
  type Reference,
  referenceOf,
  shuffledCopies,
  standIns,
  startWorld,
  type World,
} from '@thala/testkit'
import { pipeline } from '../src/declarations.ts'

/** A fault in the code, made on purpose: what stands around the log, the store or a declaration. */
export interface Plant {
  readonly name: string
  bus?(bus: Bus): Bus
  store?(store: Store): Store
  declaration?(declaration: Declaration): Declaration
}

export interface Trial {
  readonly seed: number
  readonly events: readonly SourceMessage[]
  /** Message that the store cannot take. */
  readonly refused: string
  readonly reference: Reference
}

const POISON = { topic: topics.slackEvents.name, key: 'C0', value: Buffer.from('{"no": "json'), headers: {} }
/** Of the events, those that come when everything else is done. */
const TAIL = 24
/** Of those, as many at a time; each ends in a death. */
const STEP = 8

const deaths: readonly (readonly [stage: string, point: Point, most: number])[] = [
  ['attachments', 'handled', 250],
  ['classifier', 'handled', 250],
  ['classifier', 'published', 250],
  ['linker', 'stored', 2],
  ['indexer-messages', 'stored', 2],
]

/** What the trial's events end in when nothing goes wrong. */
export async function prepareTrial(seed: number, count: number): Promise<Trial> {
  const events = eventStream({ seed, events: count, channels: 2 })
  const refused = events.find(({ text }) => text.startsWith('lunch'))?.messageId ?? ''
  const world = await startWorld(() => pipeline(standIns()), { around: { store: refusing(refused) } })
  try {
    await world.bus.publish([POISON])
    await world.append(outputsOf(events))
    await world.drain()
    return { seed, events, refused, reference: await referenceOf(ranIn(world)) }
  } finally {
    await world.stop()
  }
}

const ranIn = ({ bus, store, running }: World) => ({ bus, store, groups: running.groups })

export async function hostileRun(trial: Trial, plant?: Plant): Promise<Finding[]> {
  const { seed, events } = trial
  const random = mulberry32(seed)
  const shuffled = shuffledCopies(events.slice(0, -TAIL), seed)
  const models = { ...standIns(), embedder: failingOnce(events) }
  const planted = () => pipeline(models).map((one) => plant?.declaration?.(one) ?? one)
  let declarations: () => readonly Declaration[] = () => [appender(shuffled)]
  const refuse = refusing(trial.refused)
  let world = await startWorld(() => declarations(), {
    busFaults: { seed, duplicates: 0.1, splits: 0.2, delays: 0.1, delayMs: 5, lostAnswers: 0.02 },
    storeFaults: storeFaults(seed),
    around: {
      bus: (bus) => plant?.bus?.(bus) ?? bus,
      store: (store) => plant?.store?.(refuse(store)) ?? refuse(store),
    },
  })
  try {
    await world.running.sourcesDone
    await tillDone(() => world.bus.publish([POISON]))
    declarations = planted
    world = await world.restart()
    for (const [stage, point, most] of deaths) {
      const died = world.dieAt({ stage, point, after: Math.floor(random() * most) })
      await Promise.race([died, world.drain()])
      world = await world.restart()
    }
    await world.drain()
    // The last word of some incidents: what is lost now is not mended by what follows.
    for (let i = -TAIL; i < 0; i += STEP) {
      const died = world.dieAt({ stage: 'indexer-incidents', point: 'stored' })
      const step = outputsOf(events.slice(i, i + STEP || undefined))
      await tillDone(() => world.append(step))
      await Promise.race([died, world.drain()])
      world = await world.restart()
      await world.drain()
    }
    return await check(ranIn(world), events, trial.reference, new Set([trial.refused]))
  } finally {
    await world.stop()
  }
}

/** As a connector does: what was not acknowledged is sent again. */
async function tillDone(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isThalaError(error, 'dependency-down')) throw error
    }
  }
}

/** A connector: what it reads is in the log before any service runs. */
const appender = (events: readonly SourceMessage[]): Declaration =>
  source({
    name: 'appender',
    produces: { slack: topics.slackEvents },
    checkpointId: () => 'appender',
    async *read() {
      yield { outputs: outputsOf(events) }
    },
  })

/** A store that never takes the document of one message. */
const refusing =
  (id: string) =>
  (store: Store): Store => ({
    ...store,
    update: async (collection, ids, evolve) => {
      if (collection !== collections.messages || !ids.includes(id)) return store.update(collection, ids, evolve)
      const others = ids.filter((one) => one !== id)
      const results = new Map((await store.update(collection, others, evolve)).map((one) => [one.id, one]))
      return ids.map((one) => results.get(one) ?? { id: one, ok: false, reason: 'too large' })
    },
  })

/** Fails at the first attempt for a few of the texts that are told once only: what the retry tiers are for. */
function failingOnce(events: readonly SourceMessage[]) {
  const embedder = standInEmbedder()
  const once = events.slice(-TAIL).filter(({ deleted }) => !deleted)
  const failing = new Set(once.filter((_, index) => index % 4 === 0).map(({ text }) => text))
  return resource({
    name: 'embedder',
    start: async () => ({
      ...embedder,
      embed: async (text: string) => {
        if (failing.delete(text)) throw new Error('out of memory, this once')
        return embedder.embed(text)
      },
    }),
  })
}

/** Lost races, and writes that are done although the answer says otherwise. */
function storeFaults(seed: number): StoreFaults {
  const random = mulberry32(seed + 1)
  return {
    loseRace: (_, round) => round === 1 && random() < 0.05,
    afterCommit: () => {
      if (random() < 0.01) throw new ThalaError('dependency-down', 'the answer was lost')
    },
  }
}
