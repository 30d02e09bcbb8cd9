// Where things are: the folder of real events, the sample beside it, and which of the two is read.

import { rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bus } from '@thala/bus'
import { collections, sourceTopics, ThalaError } from '@thala/contracts'
import { type Env, exists, isEmbedded, openForReading, topicName } from '@thala/runtime'
import { databaseFile } from '@thala/sqlite'
import type { Store } from '@thala/store'

export interface Home {
  readonly real: string
  readonly sample: string
  /** Stands when the sample is no longer wanted. */
  readonly noSample: string
}

/** Shown wherever an answer comes from the sample. */
export const SAMPLE_BADGE = 'sample workspace'

/** The root of the project. */
export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))
/** The workspace that ships with the project. */
export const SAMPLE = join(CHECKOUT, 'infra/sample')

/** `THALA_DATA_DIR` is taken from where the command was given; the default lies in the checkout. */
export function homeOf(env: Env): Home {
  const real = env.THALA_DATA_DIR ? resolve(env.INIT_CWD ?? '.', env.THALA_DATA_DIR) : join(CHECKOUT, '.thala')
  return { real, sample: join(real, 'sample'), noSample: join(real, 'no-sample') }
}

/** Whether anything but the sample was ever taken in. */
export async function hasRealEvents({ bus, store }: { bus: Bus; store: Store }, env: Env): Promise<boolean> {
  const stored = await store.scan(collections.messages, { limit: 1 })
  if (stored.documents.length > 0) return true
  for (const topic of Object.values(sourceTopics)) if (await hasRecords(bus, topicName(topic, env))) return true
  return false
}

/** A group that never reads: all that is kept waits for it. */
const NEVER_READING = 'sample-watch'

async function hasRecords(bus: Bus, topic: string): Promise<boolean> {
  const lag = await bus.lag(NEVER_READING, [topic]).catch(() => [])
  return lag.some(({ waiting }) => waiting > 0)
}

export interface Active {
  readonly path: string
  readonly badge: string | undefined
}

/** The folder that questions are about: the real one from its first event on (or with a server), the sample's before. */
export async function activeFolder(home: Home, env: Env): Promise<Active> {
  const real = { path: home.real, badge: undefined }
  if (!isEmbedded(env)) return real
  await refuseFile(home.real)
  if (!(await exists(databaseFile(home.sample))) || (await exists(home.noSample))) return real
  if (!(await exists(databaseFile(home.real)))) return { path: home.sample, badge: SAMPLE_BADGE }
  const folder = await openForReading(home.real)
  try {
    return (await hasRealEvents(folder, env)) ? real : { path: home.sample, badge: SAMPLE_BADGE }
  } finally {
    await folder.close()
  }
}

/** One that is not there yet is made by what writes into it. */
async function refuseFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found && !found.isDirectory())
    throw new ThalaError(
      'bad-config',
      `THALA_DATA_DIR: ${path} is a file, not a folder: name a folder, or leave it out`,
    )
}

/** A running owner notices the mark within seconds and lets go of the sample; without one the folder goes at once. */
export async function markSampleUnwanted(home: Home): Promise<void> {
  await writeFile(home.noSample, '')
}

export const deleteSample = (home: Home): Promise<void> => rm(home.sample, { recursive: true, force: true })
