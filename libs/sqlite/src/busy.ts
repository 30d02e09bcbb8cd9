// Waits in turn for a lock that another process holds. Blocks the calling thread, so it runs in database threads only.

import { ThalaError } from '@thala/contracts/errors'
import { isBusy } from './failure.ts'

/** How long a call waits for other writers before the database counts as down. */
export const BUSY_TIMEOUT_MS = 30_000

const cell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Tries until `action` no longer finds the database busy, at most until `deadline` (epoch ms), at least once.
 * SQLite's own busy handler backs off to 100 ms and so rarely gets a turn beside a process that writes all the time.
 */
export function whenFree<T>(action: () => T, deadline: number, file: string): T {
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (Date.now() >= deadline)
        throw new ThalaError('dependency-down', `the database ${file} stayed locked by another process`, {
          cause: error,
        })
      Atomics.wait(cell, 0, 0, 1 + Math.random() * 4)
    }
  }
}
