// Waits for quiet: nothing waits in any group, and nothing new came while that was looked at.

import { setTimeout as wait } from 'node:timers/promises'
import type { Bus } from '@thala/bus'
import { ThalaError } from '@thala/contracts'
import type { Group } from './topology.ts'

const LOOK_EVERY_MS = 15

export interface Backlog {
  /** Records waiting, over all groups. */
  readonly waiting: number
  /** By consumer group. */
  readonly groups: Readonly<Record<string, number>>
  /** Changes with every record appended. */
  readonly ends: string
}

export async function backlog(bus: Bus, groups: readonly Group[]): Promise<Backlog> {
  const lags = await Promise.all(
    groups.map(async ({ group, topics }) => ({ group, lag: await bus.lag(group, topics) })),
  )
  const waiting = lags.map(({ group, lag }) => [group, lag.reduce((sum, p) => sum + p.waiting, 0)] as const)
  return {
    waiting: waiting.reduce((sum, [, n]) => sum + n, 0),
    groups: Object.fromEntries(waiting),
    ends: lags.flatMap(({ lag }) => lag.map((p) => `${p.topic}/${p.partition}:${p.end}`)).join(),
  }
}

/**
 * Resolves when every group has committed everything. Because outputs are published before their input is committed, two
 * looks in a row without anything waiting and with the same ends mean that nothing is on its way.
 */
export async function drain(
  bus: Bus,
  groups: readonly Group[],
  options: { timeoutMs?: number; onProgress?: (backlog: Backlog) => void } = {},
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 600_000)
  let before = ''
  for (;;) {
    const now = await backlog(bus, groups)
    options.onProgress?.(now)
    if (now.waiting === 0 && now.ends === before) return
    before = now.waiting === 0 ? now.ends : ''
    if (Date.now() > deadline) throw new ThalaError('dependency-down', `still waiting: ${JSON.stringify(now.groups)}`)
    await wait(LOOK_EVERY_MS)
  }
}
