// What stands around every batch, whatever is done with it: the partition is kept, work that hangs is noticed, and what a
// stop or a lost partition interrupts is no failure.

import type { Batch } from '@thala/bus'
import { unlessHung } from './hung.ts'
import { whileBeating } from './patience.ts'
import type { Stage } from './stage.ts'

type Work = (batch: Batch) => Promise<void>

export const inHand =
  (stage: Stage, work: Work): Work =>
  (batch) =>
    unlessHung(stage, batch, (stepped) => whileBeating(batch, () => work(stepping(batch, stepped)))).catch(
      (error: unknown) => {
        if (!batch.signal.aborted) throw error
      },
    )

/** A batch that says when some of it is done. */
const stepping = (batch: Batch, stepped: () => void): Batch => ({
  ...batch,
  commit: async (offset) => {
    await batch.commit(offset)
    stepped()
  },
})
