// The sample workspace: a run of its own on a folder of its own, beside the real one, sharing its models. It is stopped
// and unread from the first real event on, and its messages never meet real ones.

import { slackExportSource } from '@thala/file-connector'
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
import type { Owner } from '@thala/sqlite'
import { pipeline } from './declarations.ts'
import { deleteSample, type Home, hasRealEvents, SAMPLE_EXPORT } from './home.ts'
import type { Models } from './models.ts'

export interface Sample {
  readonly folder: Folder
  /** Everything in the sample has been taken in. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/** Only where nothing real was taken in yet; an installation on servers is somebody's own from the start. */
export const sampleWanted = async (home: Home, real: Installation, env: Env): Promise<boolean> =>
  isEmbedded(env) && !(await exists(home.noSample)) && !(await hasRealEvents(real, env))

export async function startSample(home: Home, models: Models, env: Env, log: Log): Promise<Sample> {
  const folder = await openForWriting(home.sample)
  let owner: Owner | undefined
  let running: Running | undefined
  const stop = async () => {
    await running?.stop()
    await folder.close()
    await owner?.release()
    if (await exists(home.noSample)) await deleteSample(home)
  }
  try {
    owner = await ownFolder(home.sample)
    running = await run([...pipeline(models), slackExportSource({ path: SAMPLE_EXPORT })], { ...folder, env, log })
  } catch (error) {
    await stop()
    throw error
  }
  const { groups, sourcesDone } = running
  const ready = sourcesDone.then(() => drain(folder.bus, groups))
  ready.catch(() => undefined)
  return { folder, ready, stop }
}
