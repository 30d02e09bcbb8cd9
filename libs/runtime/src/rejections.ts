// A stream of which more than a tenth is refused is not a stream with some bad records: something upstream is wrong.
// The stage then pauses rather than empty everything into the dead letters.

import type { Batch } from '@thala/bus'
import { thalaCommand } from '@thala/contracts'
import { pause } from './patience.ts'
import type { Stage } from './stage.ts'

const WINDOW = 1_000
const MOST_REJECTED = 100
/** After this long one more batch is let through, to see whether things are better. */
const PAUSE_MS = 60_000

export function rejectionWindow(stage: Stage) {
  const window: boolean[] = []
  let rejected = 0
  const key = `rejected:${stage.name}`
  return {
    note(wasRejected: boolean): void {
      window.push(wasRejected)
      if (wasRejected) rejected++
      if (window.length > WINDOW && window.shift()) rejected--
      if (rejected <= MOST_REJECTED) stage.health.recover(key)
    },
    async gate(batch: Batch): Promise<void> {
      if (rejected <= MOST_REJECTED) return
      stage.health.degrade(
        key,
        `${stage.name} refused ${rejected} of the last ${window.length} records and pauses: see '${thalaCommand('dlq list')}'`,
      )
      await pause(batch, PAUSE_MS)
    },
  }
}
