// After a command has appended: wait until it has had its full effect. Whoever runs the services does the work and we look
// on; on a data folder that nobody owns this process takes the lock, runs the services until nothing waits, and leaves.

import { setTimeout as wait } from 'node:timers/promises'
import { type Backlog, backlog, drain, type Env, groupsOf, type Installation, run, topicSpecs } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { acquireOwner } from '@thala/sqlite'
import { counted } from './counts.ts'
import { pipeline } from './declarations.ts'
import { localModels } from './models.ts'
import { backlogSeen, unlessStuck } from './stuck.ts'

const LOOK_EVERY_MS = 150
/** Nothing moved for so long: whoever should do the work is not there. */
const NOBODY_MS = 20_000

export interface WorkOptions {
  readonly env: Env
  readonly onProgress?: (backlog: Backlog) => void
  /** Told what the work waits for. */
  readonly onReason: (reason: string) => void
  /** For tests: how long nothing may move. */
  readonly stuckMs?: number
}

/**
 * Answers how many events still wait: more than 0 only where the services run elsewhere and do not take them. Throws
 * `dependency-down` when they run here and something keeps them from working.
 */
export async function workOff(installation: Installation, options: WorkOptions): Promise<number> {
  const models = localModels(options.env)
  try {
    return await workWith(pipeline(models), installation, options)
  } finally {
    await models.close()
  }
}

async function workWith(
  declarations: readonly Declaration[],
  installation: Installation,
  options: WorkOptions,
): Promise<number> {
  const { bus } = installation
  const groups = groupsOf(declarations, options.env)
  await bus.ensureTopics(topicSpecs(declarations, options.env))
  let least = Number.POSITIVE_INFINITY
  let movedAt = performance.now()
  for (let quiet = 0; quiet < 2; ) {
    const now = await backlog(bus, groups)
    options.onProgress?.(now)
    quiet = now.waiting === 0 ? quiet + 1 : 0
    if (now.waiting !== least) movedAt = performance.now()
    least = now.waiting
    if (now.waiting > 0 && (await workAsOwner(declarations, installation, options))) return 0
    if (performance.now() - movedAt > NOBODY_MS) return now.waiting
    if (quiet < 2) await wait(LOOK_EVERY_MS)
  }
  return 0
}

/** False when another process owns the folder, or when the log is not in one. */
async function workAsOwner(
  declarations: readonly Declaration[],
  { bus, store, folder }: Installation,
  { env, onProgress, onReason, stuckMs }: WorkOptions,
): Promise<boolean> {
  const isHere = folder !== null && bus.kind === 'embedded'
  const owner = isHere ? await acquireOwner(folder) : null
  if (!owner) return false
  try {
    const running = await run(declarations, { bus, store, env })
    try {
      const { seen, progress } = backlogSeen()
      const told = (now: Backlog) => {
        seen(now)
        onProgress?.(now)
      }
      await unlessStuck(drain(bus, running.groups, { onProgress: told }), {
        health: () => [running.health()],
        progress,
        onReason,
        stuckMs,
      })
    } finally {
      await running.stop()
    }
  } finally {
    await owner.release()
  }
  return true
}

/** For people, when events were left waiting. */
export const leftWaiting = (events: number): string =>
  `${counted(events, 'event')} ${events === 1 ? 'waits' : 'wait'} in the log, and nothing reads there. Start the services: npm start, or npm run service -- <name>`
