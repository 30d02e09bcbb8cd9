// Where consumer groups stand, translated: in the target each goes on with the record that it had not yet finished.

import type { Bus, Lag, Position } from '@thala/bus'
import type { Group } from '@thala/runtime'
import { type Ends, migratedFrom, reachOf } from './records.ts'

export async function movePosition({ source, target }: Ends, { group, topics }: Group): Promise<void> {
  const positions: Position[] = []
  for (const topic of topics) {
    const lags = (await reachOf(source.bus, topic)) ? await source.bus.lag(group, [topic]) : []
    for (const lag of lags) positions.push(await translated(target.bus, lag))
  }
  await target.bus.seek(group, positions)
}

async function translated(bus: Bus, { topic, partition, committed, waiting }: Lag): Promise<Position> {
  const reach = (await reachOf(bus, topic))?.find((one) => one.partition === partition)
  if (!reach) return { topic, partition, offset: 0 }
  if (waiting === 0) return { topic, partition, offset: reach.end }
  let [low, high] = [reach.first, reach.end]
  // The first record that stood at the committed offset or behind it. Offsets without a record belong to the next one.
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [record] = await bus.read({ topic, partition, from: middle, limit: 1 })
    if (record && migratedFrom(record) < committed) low = record.offset + 1
    else high = middle
  }
  return { topic, partition, offset: low }
}
