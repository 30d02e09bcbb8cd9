// How far one subscription has come in one partition. Promise: a commit never goes back, never passes what was delivered,
// and counts only while the partition is ours.

import { ThalaError } from '@thala/contracts'
import type { Log, StreamPlace } from './log.ts'

export interface Position {
  /** Everything before it is done. */
  current(): number
  /** Where the group is, once it is known. */
  load(): Promise<void>
  /** `end`: the offset after the last record that was delivered. */
  commit(offset: number, end: number): Promise<void>
  /** Passes over records that are gone; durable, so that a restart does not count them again. */
  skipTo(offset: number): Promise<void>
  /** Throws `zombie` once it was released. */
  requireOwnership(): void
  release(): void
}

/** `from`: where a broadcast starts, whose position is kept in memory alone; null = where the group is. */
export function openPosition(log: Log, place: StreamPlace, group: string, from: number | null): Position {
  const { topic, partition, stream } = place
  const where = `partition ${partition} of ${topic}`
  let loaded = from !== null
  let committed = from ?? 0
  let released = false

  const requireOwnership = () => {
    if (released) throw new ThalaError('zombie', `${where} belongs to another by now`)
  }
  const save = async (offset: number) => {
    if (from === null) await log.commit(group, stream, offset)
    committed = Math.max(committed, offset)
  }
  return {
    current: () => committed,
    load: async () => {
      if (loaded) return
      const [position] = await log.positions(group, [stream])
      committed = position?.committed ?? position?.earliest ?? 0
      loaded = true
    },
    commit: async (offset, end) => {
      if (!Number.isSafeInteger(offset) || offset > end)
        throw new ThalaError('bad-input', `commit ${offset} in ${where} passes the batch, which ends at ${end}`)
      requireOwnership()
      if (offset > committed) await save(offset)
    },
    skipTo: save,
    requireOwnership,
    release: () => {
      released = true
    },
  }
}
