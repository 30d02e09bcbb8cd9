// Has every process of an installation let go of its log, for as long as positions are moved.

import { setTimeout as wait } from 'node:timers/promises'
import { errorLine, isThalaError, ThalaError, thalaCommand } from '@thala/contracts'
import { askForPause, type Group, groupsOf } from '@thala/runtime'
import type { Main } from './generation.ts'

const LOOK_EVERY_MS = 100
/** Longer than it takes until a group notices that a member was killed. */
const LONGEST_MS = 120_000

export const mainGroups = ({ declarations, env }: Main): Group[] => groupsOf(declarations, env)

/** Nobody reads when this resolves. Throws `dependency-down` after too long; the pause is then still asked for. */
export async function standStill(main: Main, reason: string, longestMs = LONGEST_MS): Promise<void> {
  await askForPause(main.store, reason)
  const deadline = Date.now() + longestMs
  for (const group of mainGroups(main))
    for (;;) {
      const refused = await isRead(main, group)
      if (refused === null) break
      if (Date.now() > deadline)
        throw new ThalaError(
          'dependency-down',
          `a process does not let go of the log (${refused}): stop it, then run '${thalaCommand('replay')}' again`,
        )
      await wait(LOOK_EVERY_MS)
    }
}

export const goOn = ({ store }: Pick<Main, 'store'>): Promise<void> => askForPause(store, null)

/** Why positions of this group cannot be moved; null: nobody reads as it. */
export async function isRead({ bus }: Pick<Main, 'bus'>, { group, topics }: Group): Promise<string | null> {
  // It is moved to where it is: a move of nothing could be granted without asking anybody.
  const here = (await bus.lag(group, topics)).slice(0, 1)
  try {
    await bus.seek(
      group,
      here.map(({ topic, partition, committed: offset }) => ({ topic, partition, offset })),
    )
    return null
  } catch (error) {
    if (isThalaError(error, 'bad-input')) return errorLine(error)
    throw error
  }
}
