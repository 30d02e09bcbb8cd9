// What is sent through the pipeline: one long stream of events, taken piece by piece, so that no event comes twice.

import type { OutgoingRecord } from '@thala/bus'
import type { Env } from '@thala/runtime'
import { eventStream, outputsOf } from '@thala/testkit'
import { seal } from '../../libs/runtime/src/seal.ts'
import type { Installed } from './installation.ts'

/** Events of one day of a busy workspace lie this far apart in source time. */
const STEP_MS = 10_000
const CHANNELS = 40
export const BATCH = 500

export interface Traffic {
  /** The next `count` events as records of the log. */
  take(count: number): OutgoingRecord[]
}

export function traffic(env: Env, most: number): Traffic {
  const events = eventStream({ seed: 1, events: most, spanMs: most * STEP_MS, channels: CHANNELS })
  let at = 0
  return {
    take: (count) => {
      if (at + count > most) throw new RangeError(`there are ${most - at} events left, not ${count}`)
      const records = outputsOf(events.slice(at, at + count)).map((output) => seal(output, env))
      at += count
      return records
    },
  }
}

export async function append({ bus }: Pick<Installed, 'bus'>, records: readonly OutgoingRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += BATCH) await bus.publish(records.slice(i, i + BATCH))
}
