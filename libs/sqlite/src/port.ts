// One SQLite file, one thread that writes, one that reads. The main thread opens no connection: a slow disk or a foreign
// bulk write never stops its event loop. Promise: what `write` resolved is on disk (WAL, synchronous=FULL).

import type { DatabaseSync } from 'node:sqlite'
import type { ThalaError } from '@thala/contracts/errors'

/** Code that runs inside the two threads, beside the file. A module is a file whose default export is one of these. */
export interface Module {
  readonly name: string
  /** SQL scripts, run once each and in order, in one transaction. Never changed once released: only appended to. */
  readonly migrations: readonly string[]
  /** Operations in the writing thread, called within a transaction that several calls share; one that throws undoes only itself. */
  writer(db: DatabaseSync): Operations
  /** Operations in the reading thread, outside of any transaction. */
  reader(db: DatabaseSync): Operations
}

/**
 * Called as `${module.name}.${operation}`. Arguments and results are cloned between threads: plain data and typed arrays
 * only, and a view (`subarray`, a small `Buffer`) is cloned with all of the memory behind it: `slice()` it first.
 */
export type Operations = Readonly<Record<string, (args: never) => unknown>>

export interface Database {
  /** Resolves after COMMIT. `rows` (default 1) is how much the call counts towards a group of at most 500. */
  write<T>(operation: string, args: unknown, rows?: number): Promise<T>
  /** Sees everything that was written before the call. */
  read<T>(operation: string, args: unknown): Promise<T>
  /** Called (coalesced) after any commit, of this process or of another one; noticed within about 50 ms. */
  onCommit(listener: () => void): () => void
  /**
   * Moves the write-ahead log into the file and empties it, so that erased text is left in neither. Waits for readers of
   * other processes up to 10 s, then rejects with `dependency-down`.
   */
  checkpoint(): Promise<void>
  /** Called once if a thread dies; every call after that rejects with the same error. At once if it is dead already. */
  onDeath(listener: (error: ThalaError) => void): void
  /** Waits for what was called before. */
  close(): Promise<void>
}
