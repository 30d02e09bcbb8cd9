// `thala replay`: everything from the log once more, as a generation of its own beside what runs. A shadow tells what would
// be different and is gone; otherwise the generation takes the place of what stood. Queries go on all the time.
// Promise: begun again after a death at any moment, it ends as if it had not died.

import { collections, isThalaError, sourceTopics, ThalaError, thalaCommand } from '@thala/contracts'
import { projectDirectory, projectMessage } from '@thala/incidents'
import { type Running, topicName } from '@thala/runtime'
import { readMigration } from '../migrate/note.ts'
import { persistentBus, persistentStore } from '../persistent.ts'
import { carryDocuments, carryLinkInputs } from './carry-over.ts'
import { type Difference, difference } from './difference.ts'
import { type Generation, type Main, type OnlySource, openGeneration } from './generation.ts'
import { carryLetters } from './letters.ts'
import { readNote, writeNote } from './note.ts'
import { type AtPhase, beginPromotion, finishPromotion } from './promote.ts'
import { type From, refuseCut, startOf } from './range.ts'
import { settled, type Waiting } from './settled.ts'
import { goOn, isRead, standStill } from './standstill.ts'
import { succeedRows } from './telling.ts'

export interface ReplayOptions extends Waiting {
  readonly from: From
  readonly shadow: boolean
  readonly only?: OnlySource | undefined
  readonly retentionDays: number
  readonly now?: () => number
  readonly at?: AtPhase
}

export type Replayed =
  | { readonly kind: 'shadow'; readonly generation: string; readonly difference: Difference }
  | { readonly kind: 'promoted'; readonly generation: string; readonly seconds: number }
  /** A promotion that was interrupted has been finished; nothing new was begun. */
  | { readonly kind: 'finished'; readonly generation: string }

export async function replay(on: Main, options: ReplayOptions): Promise<Replayed> {
  const main: Main = { ...on, bus: persistentBus(on.bus), store: persistentStore(on.store) }
  refusePart(options)
  const finished = await clearAway(main, options)
  if (finished) return finished
  await refuseShort(main, options)
  const topics = sourceNames(main, options.only)
  const now = options.now ?? Date.now
  await refuseCut(main.bus, topics, options.from, { retentionDays: options.retentionDays, now: now() })
  const generation = await openGeneration(main, `g${now().toString(36)}`)
  await writeNote(main.store, { phase: 'running', generation: generation.name })
  return options.shadow ? shadow(main, generation, options) : promotion(main, generation, options)
}

export function refusePart({ only, shadow: isShadow }: Pick<ReplayOptions, 'only' | 'shadow'>): void {
  if (only && !isShadow)
    throw new ThalaError('bad-input', '--only replays a part, which cannot take the place of the whole: add --shadow')
}

/** A log that was brought here without its beginning cannot tell that by its offsets. */
async function refuseShort({ store }: Main, { from }: ReplayOptions): Promise<void> {
  if (from.kind === 'beginning' && (await readMigration(store))?.cut)
    throw new ThalaError(
      'bad-input',
      'the log does not go back to the beginning: retention had removed that when it was migrated. Replay what there is: --from 0 (what is older is carried over as it stands)',
    )
}

const sourceNames = ({ env }: Main, only: OnlySource | undefined): string[] =>
  Object.entries(sourceTopics).flatMap(([source, topic]) =>
    only === undefined || source === only ? [topicName(topic, env)] : [],
  )

/** What an earlier one left: a promotion is finished, anything else removed. */
async function clearAway(main: Main, { shadow: isShadow, at }: ReplayOptions): Promise<Replayed | null> {
  const note = await readNote(main.store)
  if (note.phase === 'none') return null
  const generation = await openGeneration(main, note.generation)
  await refuseRunning(main, generation)
  if (note.phase === 'running') {
    await forget(main, generation)
    return null
  }
  if (isShadow)
    throw new ThalaError(
      'bad-input',
      `generation ${note.generation} was about to take over when it was interrupted: run '${thalaCommand('replay')}' first, which finishes that`,
    )
  if (note.phase !== 'ending') await standStill(main, reasonOf(generation))
  await finishPromotion(main, generation, note, at)
  return { kind: 'finished', generation: generation.name }
}

async function refuseRunning(main: Main, { groups, name }: Generation): Promise<void> {
  for (const group of groups) {
    // Its topics may be gone already, and nobody reads what is gone.
    const refused = await isRead(main, group).catch((error: unknown) => {
      if (isThalaError(error, 'topology')) return null
      throw error
    })
    if (refused !== null)
      throw new ThalaError(
        'bad-input',
        `another replay runs as generation ${name}: wait for it (if it was killed just now, a minute at most)`,
      )
  }
}

async function forget(main: Main, generation: Generation): Promise<void> {
  await goOn(main)
  await generation.remove()
  await writeNote(main.store, { phase: 'none' })
}

async function shadow(main: Main, generation: Generation, options: ReplayOptions): Promise<Replayed> {
  try {
    const running = await begin(main, generation, options)
    try {
      await reach(main, generation, running, options)
    } finally {
      await running.stop()
    }
    const found = await difference(main.store, generation.store)
    return { kind: 'shadow', generation: generation.name, difference: found }
  } finally {
    await forget(main, generation)
  }
}

async function promotion(main: Main, generation: Generation, options: ReplayOptions): Promise<Replayed> {
  const since = performance.now()
  const partial = isPartial(options)
  try {
    await runUntilAlone(main, generation, options)
  } catch (error) {
    await forget(main, generation)
    throw error
  }
  const begun = await beginPromotion(main, generation, partial)
  await finishPromotion(main, generation, begun, options.at)
  return { kind: 'promoted', generation: generation.name, seconds: (performance.now() - since) / 1000 }
}

/** The generation has done everything, everybody else stands still, and nobody reads or writes it any more. */
async function runUntilAlone(main: Main, generation: Generation, options: ReplayOptions): Promise<void> {
  let running = await begin(main, generation, options)
  try {
    await reach(main, generation, running, options)
    await carryRest(main, generation, options)
    // Most rows change now, so that few are left when everybody waits. The linker reads them again when it starts.
    await running.stop()
    await succeedRows(main, generation)
    running = await generation.start()
    await settled(main.bus, running, options)
    await standStill(main, reasonOf(generation))
    // Now it has read whatever anybody else had read.
    await settled(main.bus, running, options)
  } finally {
    await running.stop()
  }
}

const reasonOf = ({ name }: Generation): string =>
  `generation ${name} of '${thalaCommand('replay')}' takes over; should that have been interrupted, '${thalaCommand('replay')}' finishes it`

const isPartial = ({ from, only }: ReplayOptions): boolean => from.kind !== 'beginning' || only !== undefined

async function begin(main: Main, generation: Generation, { from, only }: ReplayOptions): Promise<Running> {
  const start = await startOf(main.bus, sourceNames(main, only), from)
  const reader = generation.groups.find(({ topics }) => sourceNames(main, only).every((name) => topics.includes(name)))
  if (start && reader) await main.bus.seek(reader.group, start)
  return generation.start(only)
}

/** Everything of the range has been decided, together with what was before it. */
async function reach(main: Main, generation: Generation, running: Running, options: ReplayOptions): Promise<void> {
  await settled(main.bus, running, options)
  if (!isPartial(options)) return
  const carried = await carryLinkInputs(main, generation)
  if (carried > 0) await settled(main.bus, running, options)
}

async function carryRest(main: Main, generation: Generation, options: ReplayOptions): Promise<void> {
  const partial = isPartial(options)
  await carryLetters(main, generation, partial)
  // Retention may have removed names and members that nobody has changed for long.
  await carryDocuments(main, generation, collections.directory, projectDirectory)
  if (partial) await carryDocuments(main, generation, collections.messages, projectMessage)
}
