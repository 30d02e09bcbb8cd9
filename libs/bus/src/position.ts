// How far one subscription has come in one partition. Promise: a commit never goes back, never passes what was delivered,
// and counts only while the partition is ours.

import { ThalaError } from '@thala/contracts'

/** Where the position is kept. */
export interface PositionStore {
  load(): Promise<number>
  /** `requireOwnership` throws `zombie` once the partition was given up: to be asked right before it is sent. */
  save(offset: number, requireOwnership: () => void): Promise<void>
}

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

export interface Place {
  readonly topic: string
  readonly partition: number
}

/** A broadcast keeps its position in memory alone. */
export const keptInMemory = (from: number): PositionStore => ({
  load: () => Promise.resolve(from),
  save: () => Promise.resolve(),
})

export function openPosition({ topic, partition }: Place, store: PositionStore): Position {
  const where = `partition ${partition} of ${topic}`
  let loaded = false
  let committed = 0
  let released = false

  const requireOwnership = () => {
    if (released) throw new ThalaError('zombie', `${where} belongs to another by now`)
  }
  const save = async (offset: number) => {
    await store.save(offset, requireOwnership)
    committed = Math.max(committed, offset)
  }
  return {
    current: () => committed,
    load: async () => {
      if (loaded) return
      committed = await store.load()
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
