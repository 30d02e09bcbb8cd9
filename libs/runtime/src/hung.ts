// Work that never ends and waits for nothing that is known to be away: only another process can mend that.

import type { Batch } from '@thala/bus'
import type { HealthBoard } from './health.ts'

/** Longer than the longest wait of a retry tier, and than any handler's deadline. */
const HUNG_AFTER_MS = 15 * 60_000

/**
 * Calls the process dead when one batch is in hand for so long, and nothing of it was finished, although everything else
 * says that all is well. `work` tells of every step by calling what it is given.
 */
export async function unlessHung(
  { name, health }: { readonly name: string; readonly health: HealthBoard },
  { topic, partition }: Pick<Batch, 'topic' | 'partition'>,
  work: (stepped: () => void) => Promise<void>,
  hungAfterMs = HUNG_AFTER_MS,
): Promise<void> {
  let hasStepped = false
  const look = setInterval(() => {
    if (hasStepped) hasStepped = false
    else if (health.read().ready)
      health.kill(`${name} does not finish a batch of ${topic}/${partition}: start it again`)
  }, hungAfterMs)
  look.unref()
  try {
    await work(() => {
      hasStepped = true
    })
  } finally {
    clearInterval(look)
  }
}
