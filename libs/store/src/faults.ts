// What can go wrong with a store, on demand: for the contract suite and for tests of what stands on a store.

export interface StoreFaults {
  /** Before documents are written. Throw: nothing was stored. May write through another client: a lost race. */
  beforeCommit?(ids: readonly string[]): void | Promise<void>
  /** When they are durable. Throw: committed, but the caller was told otherwise. */
  afterCommit?(ids: readonly string[]): void | Promise<void>
  /** Refuses one document, with this reason. */
  refuse?(id: string): string | undefined
  /** True: another writer was faster with this document in this round (from 1). */
  loseRace?(id: string, round: number): boolean
}
