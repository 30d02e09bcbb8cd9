// When the log last took a record of a topic.

import type { Bus } from '@thala/bus'

/** Offsets may have gaps, so the last record is looked for in steps that double; a longer gap is given up. */
const MOST_STEPS = 40
const LIMIT = 1000

/** Epoch ms; null when nothing is kept there. Throws `topology` for a topic that does not exist. */
export async function lastAppended(bus: Bus, topic: string): Promise<number | null> {
  // A group that never reads begins at the earliest record that is kept.
  const ends = await bus.lag('thala-doctor', [topic])
  const times = await Promise.all(
    ends
      .filter(({ waiting }) => waiting > 0)
      .map(({ partition, end, committed }) => lastOf(bus, { topic, partition, end, earliest: committed })),
  )
  const found = times.filter((time) => time !== null)
  return found.length === 0 ? null : Math.max(...found)
}

interface Place {
  readonly topic: string
  readonly partition: number
  readonly end: number
  readonly earliest: number
}

async function lastOf(bus: Bus, { topic, partition, end, earliest }: Place): Promise<number | null> {
  for (let step = 0; step < MOST_STEPS; step++) {
    const from = Math.max(earliest, end - 2 ** step)
    const records = await bus.read({ topic, partition, from, limit: LIMIT })
    const last = records.at(-1)
    if (last) return last.appendedAt
    if (from === earliest) return null
  }
  return null
}
