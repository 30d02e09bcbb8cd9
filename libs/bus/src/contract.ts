// The contract that every log keeps, as a test suite: an adapter's test file calls `busContract()` and is done. It uses
// the port alone, names of its own, and waits for conditions, so that it runs on a server as on a file.

import { describe, onTestFinished } from 'vitest'
import type { Bench, Declared, OpenedBus } from './contract/bench.ts'
import { delivery } from './contract/delivery.ts'
import { groups } from './contract/groups.ts'
import { keeping } from './contract/keeping.ts'
import { moving } from './contract/moving.ts'
import { publishing } from './contract/publishing.ts'

export type { Declared, OpenedBus } from './contract/bench.ts'

/** `open` is called several times and each time answers another client of the same log. */
export function busContract(name: string, open: () => Promise<OpenedBus>, declared: Declared = {}): void {
  const bench: Bench = {
    declared,
    open: async () => {
      const { bus, close } = await open()
      onTestFinished(close)
      return bus
    },
  }
  describe(`${name} keeps the contract of the bus`, () => {
    publishing(bench)
    delivery(bench)
    groups(bench)
    keeping(bench)
    moving(bench)
  })
}
