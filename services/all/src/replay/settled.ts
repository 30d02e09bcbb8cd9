// Waits until a run has done everything that was there when it was asked, and all that follows from it. Unlike a drain it
// ends although new records keep coming.

import { setTimeout as wait } from 'node:timers/promises'
import type { Bus } from '@thala/bus'
import { ThalaError } from '@thala/contracts'
import type { Group, Running } from '@thala/runtime'

const LOOK_EVERY_MS = 25

export interface Progress {
  /** Records waiting, over all groups. */
  readonly waiting: number
  /** What keeps it waiting, if anything does. */
  readonly reasons: readonly string[]
}

export interface Waiting {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

interface Look {
  readonly waiting: number
  readonly ends: ReadonlyMap<string, number>
  readonly committed: ReadonlyMap<string, number>
}

async function look(bus: Bus, groups: readonly Group[]): Promise<Look> {
  const lags = await Promise.all(
    groups.map(async ({ group, topics }) =>
      (await bus.lag(group, topics)).map((lag) => ({ ...lag, at: `${group} ${lag.topic}/${lag.partition}` })),
    ),
  )
  const all = lags.flat()
  return {
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
    ends: new Map(all.map(({ at, end }) => [at, end])),
    committed: new Map(all.map(({ at, committed }) => [at, committed])),
  }
}

const isPast = ({ committed }: Look, goals: ReadonlyMap<string, number>): boolean =>
  [...goals].every(([at, goal]) => (committed.get(at) ?? 0) >= goal)

const isSame = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  [...a].every(([at, end]) => b.get(at) === end)

/**
 * Outputs are published before their input is committed. So once every group has passed the ends of now, what follows from
 * that stands before the ends of then: after as many rounds as there are topics nothing of the first round is on its way.
 */
export async function settled(bus: Bus, running: Running, { signal, onProgress }: Waiting = {}): Promise<void> {
  const rounds = new Set(running.groups.flatMap(({ topics }) => topics)).size
  let now = await look(bus, running.groups)
  for (let round = 0; round <= rounds; round++) {
    const goals = now.ends
    for (;;) {
      onProgress?.({ waiting: now.waiting, reasons: running.health().reasons })
      if (isPast(now, goals)) break
      await pause(running, signal)
      now = await look(bus, running.groups)
    }
    const before = now
    await pause(running, signal)
    now = await look(bus, running.groups)
    if (before.waiting === 0 && now.waiting === 0 && isSame(before.ends, now.ends)) return
  }
}

async function pause(running: Running, signal: AbortSignal | undefined): Promise<void> {
  const { live, reasons } = running.health()
  if (!live) throw new ThalaError('dependency-down', `the replay cannot go on: ${reasons.join('; ')}`)
  if (signal?.aborted) throw new ThalaError('bad-input', 'stopped before anything was changed: begin it again')
  await wait(LOOK_EVERY_MS)
}
