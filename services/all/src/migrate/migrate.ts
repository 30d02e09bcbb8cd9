// `thala migrate`: everything of a data folder to servers. Promise: bounded memory; killed at any moment and begun again it
// ends the same, nothing doubled; the folder is left as it is; services that are started meanwhile wait until it is over.

import type { Bus, TopicSpec } from '@thala/bus'
import { ThalaError, thalaCommand } from '@thala/contracts'
import { type Env, groupsOf, pauseAskedFor, topicSpecs } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import type { Store } from '@thala/store'
import { persistentBus, persistentStore } from '../persistent.ts'
import { goOn, standStill } from '../replay/standstill.ts'
import { isEmpty, moveDocuments, movedCollections } from './documents.ts'
import { type Moved, type Note, readMigration, writeMigration } from './note.ts'
import { movePosition } from './positions.ts'
import { lastOf, migratedFrom, moveRecords, reachOf } from './records.ts'

export interface Side {
  readonly bus: Bus
  readonly store: Store
}

export interface Migration {
  readonly source: Side
  readonly target: Side
  /** Names apply to both sides. */
  readonly env: Env
  readonly declarations: readonly Declaration[]
  /** What the source is told apart by: its path. */
  readonly from: string
  readonly onProgress?: (what: string) => void
}

export type Migrated = Moved & {
  /** It was over before: nothing was done now. */
  readonly before: boolean
}

export function migrate(migration: Migration): Promise<Migrated> {
  const { bus, store } = migration.target
  return migrateTo({ ...migration, target: { bus: persistentBus(bus), store: persistentStore(store) } })
}

async function migrateTo(migration: Migration): Promise<Migrated> {
  const { source, target, env, declarations } = migration
  const specs = topicSpecs(declarations, env)
  const known = await readMigration(target.store)
  if (known) refuseOther(known, migration.from)
  if (known?.done) return { ...known.done.moved, before: true }
  await refuseStrangeSource(source, specs)
  await refuseStrangeTarget(target, specs, known !== null)
  const cut = await isCut(source.bus, specs)
  await writeMigration(target.store, { from: migration.from, done: null, cut })
  await target.bus.ensureTopics(specs)
  await standStill({ ...target, env, declarations }, UNDER_WAY)
  const moved = await moveAll(migration, specs)
  await target.store.refresh()
  await writeMigration(target.store, { from: migration.from, done: { at: Date.now(), moved }, cut })
  await goOn(target)
  return { ...moved, before: false }
}

async function moveAll(migration: Migration, specs: readonly TopicSpec[]): Promise<Moved> {
  const { source, target, env, declarations, onProgress } = migration
  const ends = await endsOf(source.bus, specs)
  for (const spec of specs) {
    let records = 0
    await moveRecords(migration, spec, (more) => {
      records += more
      onProgress?.(`${spec.name}: ${records} records`)
    })
  }
  const groups = groupsOf(declarations, env)
  for (const group of groups) await movePosition(migration, group)
  let documents = 0
  for (const collection of movedCollections)
    await moveDocuments(source.store, target.store, collection, (more) => {
      documents += more
      onProgress?.(`${collection.name}: ${documents} documents in all`)
    })
  if ((await endsOf(source.bus, specs)) !== ends)
    throw new ThalaError('bad-input', 'something was appended to the folder meanwhile: run the migration again')
  return { records: await recordsIn(source.bus, specs), documents, groups: groups.length }
}

const UNDER_WAY = `'${thalaCommand('migrate')}' is not over; should it have been interrupted, run it again`

async function endsOf(bus: Bus, specs: readonly TopicSpec[]): Promise<string> {
  const reaches = await Promise.all(specs.map(({ name }) => reachOf(bus, name)))
  return reaches.map((reach) => reach?.map(({ end }) => end).join()).join(' ')
}

/** What waits for a group that never reads: all that is kept. */
async function recordsIn(bus: Bus, specs: readonly TopicSpec[]): Promise<number> {
  let records = 0
  for (const { name } of specs)
    if (await reachOf(bus, name)) for (const { waiting } of await bus.lag('migrate-nobody', [name])) records += waiting
  return records
}

function refuseOther(known: Note, from: string): void {
  if (known.from === from) return
  throw new ThalaError(
    'bad-input',
    `the servers hold what was migrated from ${known.from}, not from ${from}: take other names (THALA_TOPIC_PREFIX, THALA_INDEX_PREFIX), or empty the servers`,
  )
}

async function refuseStrangeSource({ bus, store }: Side, specs: readonly TopicSpec[]): Promise<void> {
  const pause = await pauseAskedFor(store)
  if (pause !== null) throw new ThalaError('bad-input', `the folder is not ready to be taken along: ${pause}`)
  for (const { name } of specs) if (await reachOf(bus, name)) return
  throw new ThalaError(
    'bad-input',
    'the folder has none of the topics that the variables name: is THALA_TOPIC_PREFIX, or a KAFKA_TOPIC_… variable, not what it was written with?',
  )
}

/** What is no part of this migration would be mixed with it for good. */
async function refuseStrangeTarget({ bus, store }: Side, specs: readonly TopicSpec[], begun: boolean): Promise<void> {
  if (!begun && !(await isEmpty(store)))
    throw new ThalaError(
      'bad-input',
      'the servers hold documents that did not come from this folder: take another THALA_INDEX_PREFIX, or empty them',
    )
  for (const { name } of specs)
    for (const reach of (await reachOf(bus, name)) ?? []) {
      const last = await lastOf(bus, name, reach)
      if (!last) continue
      if (begun) migratedFrom(last)
      else migratedFrom({ ...last, headers: {} })
    }
}

async function isCut(bus: Bus, specs: readonly TopicSpec[]): Promise<boolean> {
  for (const { name } of specs) for (const { first } of (await reachOf(bus, name)) ?? []) if (first > 0) return true
  return false
}
