// How a process ends: asked once it lets go in order, asked again or after too long it ends at once.

import { setTimeout as wait } from 'node:timers/promises'

/** This long after it was asked, the process ends whatever is still in hand. */
const LONGEST_STOP_MS = 9_000
/** A signal that reaches both a group and its leader comes twice within this time; it is one wish. */
const SAME_WISH_MS = 1_000

/** Resolves at the first SIGINT or SIGTERM. A second one ends the process. */
export const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    let askedAt = 0
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (askedAt > 0 && performance.now() - askedAt > SAME_WISH_MS) process.exit(signal === 'SIGINT' ? 130 : 143)
        askedAt ||= performance.now()
        resolve()
      })
  })

/** False when it took too long: nothing more will come of it. */
export const stopInTime = (stop: () => Promise<unknown>): Promise<boolean> =>
  Promise.race([stop().then(() => true), wait(LONGEST_STOP_MS, false, { ref: false })])
