// What every store must hold, as tests: `storeContract('embedded store', open)` in a test file of the adapter. They go
// through the port alone. Imported as `@thala/store/contract`, so that nothing of a test runner reaches production.

import { describe } from 'vitest'
import { erasureContract } from './contract/erasure.ts'
import { fieldContract } from './contract/fields.ts'
import { guardContract } from './contract/guards.ts'
import { itemContract } from './contract/items.ts'
import { namespaceContract } from './contract/namespaces.ts'
import type { Declared, OpenStore } from './contract/opened.ts'
import { raceContract } from './contract/races.ts'
import { rankingContract } from './contract/ranking.ts'
import { scanContract } from './contract/scan.ts'
import { searchContract } from './contract/search.ts'
import { writeContract } from './contract/writes.ts'

export type { Declared, OpenedStore, OpenStore } from './contract/opened.ts'

/** `declared`: what this adapter cannot do, with the reason; the tests it leaves out carry the reason in their names. */
export function storeContract(name: string, open: OpenStore, declared: Declared = {}): void {
  describe(name, () => {
    writeContract(open)
    itemContract(open)
    raceContract(open)
    guardContract(open)
    fieldContract(open)
    scanContract(open)
    searchContract(open)
    rankingContract(open)
    namespaceContract(open)
    erasureContract(open, declared)
  })
}
