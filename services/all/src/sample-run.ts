// The sample workspace: a run of its own on a folder of its own, beside the real one, sharing its models. It is stopped
// and unread from the first real event on, and its messages never meet real ones.

import { join } from 'node:path'
import { type Blobs, openFolderBlobs } from '@thala/blobs'
import { type IncidentNotice, topics } from '@thala/contracts'
import {
  drain,
  type Env,
  exists,
  type Folder,
  type Installation,
  isEmbedded,
  type Log,
  openForWriting,
  ownFolder,
  type Running,
  run,
} from '@thala/runtime'
import { resource, service } from '@thala/service'
import type { Owner } from '@thala/sqlite'
import { pipeline } from './declarations.ts'
import { deleteSample, type Home, hasRealEvents } from './home.ts'
import type { Models } from './models.ts'
import { sampleSources } from './sample-sources.ts'
import { backlogSeen, unlessStuck } from './stuck.ts'

export interface Sample {
  readonly folder: Folder
  readonly blobs: Pick<Blobs, 'get'>
  /** Everything in the sample has been taken in, or it was stopped before. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/** Only where nothing real was taken in yet; an installation on servers is somebody's own from the start. */
export const sampleWanted = async (home: Home, real: Installation, env: Env): Promise<boolean> =>
  isEmbedded(env) && !(await exists(home.noSample)) && !(await hasRealEvents(real, env))

/** Passes on what changes in the sample: the server that shows it runs beside it and hears of its own log alone. */
const notices = (changed: (notice: IncidentNotice) => void) =>
  service({
    name: 'sample-notices',
    hears: { changed: topics.incidents },
    serve: async ({ heard }) => {
      const leave = heard(({ value }) => changed(value))
      return { stop: async () => leave() }
    },
  })

export async function startSample(
  home: Home,
  models: Models,
  env: Env,
  log: Log,
  changed: (notice: IncidentNotice) => void,
): Promise<Sample> {
  const folder = await openForWriting(home.sample)
  const blobs = await openFolderBlobs(join(home.sample, 'blobs'))
  let isStopped = false
  let owner: Owner | undefined
  let running: Running | undefined
  const stop = async () => {
    isStopped = true
    await running?.stop()
    await folder.close()
    await owner?.release()
    if (await exists(home.noSample)) await deleteSample(home)
  }
  try {
    owner = await ownFolder(home.sample)
    const resources = { ...models, blobs: resource({ name: 'blobs', start: async () => blobs }) }
    const declarations = [...pipeline(resources), ...sampleSources(resources), notices(changed)]
    running = await run(declarations, { ...folder, env, log })
  } catch (error) {
    await stop()
    throw error
  }
  const { groups, sourcesDone, health } = running
  const { seen, progress } = backlogSeen()
  const takenIn = sourcesDone.then(() => drain(folder.bus, groups, { onProgress: seen }))
  const ready = unlessStuck(takenIn, {
    health: () => [health()],
    progress,
    onReason: (reason) => log.warn({ reason }, 'the sample waits'),
  }).catch((error: unknown) => {
    if (!isStopped) throw error
  })
  ready.catch(() => undefined)
  return { folder, blobs, ready, stop }
}
