// After a command has appended: wait until it has had its full effect. A running owner does the work and we look on;
// without one this process takes the lock, runs the services until nothing waits, and leaves.

import { setTimeout as wait } from 'node:timers/promises'
import { type Backlog, backlog, drain, type Env, groupsOf, run, topicSpecs } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { acquireOwner } from '@thala/sqlite'
import { pipeline } from './declarations.ts'
import type { Folder } from './folder.ts'
import { localModels } from './models.ts'

const LOOK_EVERY_MS = 150

export interface WorkOptions {
  readonly env: Env
  readonly onProgress?: (backlog: Backlog) => void
}

export async function workOff(folder: Folder, options: WorkOptions): Promise<void> {
  const models = localModels()
  try {
    await workWith(pipeline(models), folder, options)
  } finally {
    await models.close()
  }
}

async function workWith(declarations: readonly Declaration[], folder: Folder, options: WorkOptions): Promise<void> {
  const groups = groupsOf(declarations, options.env)
  await folder.bus.ensureTopics(topicSpecs(declarations, options.env))
  for (let quiet = 0; quiet < 2; ) {
    const now = await backlog(folder.bus, groups)
    options.onProgress?.(now)
    quiet = now.waiting === 0 ? quiet + 1 : 0
    if (now.waiting > 0 && (await workAsOwner(declarations, folder, options))) return
    if (quiet < 2) await wait(LOOK_EVERY_MS)
  }
}

/** False when another process owns the folder. */
async function workAsOwner(
  declarations: readonly Declaration[],
  folder: Folder,
  { env, onProgress }: WorkOptions,
): Promise<boolean> {
  const owner = await acquireOwner(folder.path)
  if (!owner) return false
  try {
    const running = await run(declarations, { ...folder, env })
    try {
      await drain(folder.bus, running.groups, onProgress ? { onProgress } : {})
    } finally {
      await running.stop()
    }
  } finally {
    await owner.release()
  }
  return true
}
