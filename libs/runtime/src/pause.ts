// A note in the store that asks every process of an installation to let go of the log: while positions are moved and
// indices are swapped nobody may be reading. Servers go on answering; what is appended waits.

import { setInterval as every } from 'node:timers/promises'
import { collections, errorLine } from '@thala/contracts'
import type { Store } from '@thala/store'
import type { HealthBoard } from './health.ts'
import type { Log } from './log.ts'
import type { Consuming } from './subscribe.ts'

const NOTE = 'paused'
const LOOK_EVERY_MS = 500
/** What is in hand may finish for so long. */
const LET_GO_MS = 10_000

interface Note {
  /** For people: who asks, and what ends it. Null: nobody asks any more. */
  readonly reason: string | null
}

export async function askForPause(store: Store, reason: string | null): Promise<void> {
  await store.update<Note>(collections.checkpoints, [NOTE], () => ({ id: NOTE, body: { reason }, index: {} }))
}

export const pauseAskedFor = async (store: Pick<Store, 'get'>): Promise<string | null> =>
  (await store.get<Note>(collections.checkpoints, [NOTE])).get(NOTE)?.body.reason ?? null

interface Followed {
  readonly store: Store
  readonly health: HealthBoard
  readonly log: Log
}

/** Takes the log up unless a pause is asked for, and follows the note until `signal` is aborted. */
export async function followPause(
  { store, health, log }: Followed,
  consuming: Consuming,
  signal: AbortSignal,
): Promise<void> {
  let isReading = false
  const look = async () => {
    const reason = await pauseAskedFor(store)
    if (reason !== null) health.degrade(NOTE, `paused: ${reason}`)
    if (isReading === (reason === null)) return
    if (reason === null) await consuming.resume()
    else await consuming.pause(LET_GO_MS)
    isReading = reason === null
    if (isReading) health.recover(NOTE)
    log.info({ reason }, isReading ? 'reading the log' : 'paused')
  }
  await look()
  const follow = async () => {
    for await (const _ of every(LOOK_EVERY_MS, undefined, { signal, ref: false }))
      await look().catch((error: unknown) => log.warn({ error: errorLine(error) }, 'cannot see whether to pause'))
  }
  // Ends by the abort alone, which rejects.
  follow().catch(() => undefined)
}
