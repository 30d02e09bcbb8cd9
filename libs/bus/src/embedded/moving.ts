// Places in the log by time, groups moved to them, and topics and groups that are forgotten.

import { ThalaError } from '@thala/contracts'
import type { Position } from '../port.ts'
import { placesOf } from './catalog.ts'
import { expireStreams, lagOf } from './inspect.ts'
import type { Log, StreamPlace } from './log.ts'
import type { TopicRow } from './operations.ts'

/** Nobody reads as this group: only the ends of the partitions are wanted. */
const NO_GROUP = ''

export async function offsetsAtTime(log: Log, places: readonly StreamPlace[], time: number): Promise<Position[]> {
  const lags = await lagOf(log, NO_GROUP, places)
  const found = await Promise.all(places.map(({ stream }) => log.offsetAt(stream, time)))
  return lags.map(({ topic, partition, end }, i) => ({ topic, partition, offset: found[i] ?? end }))
}

export async function moveGroup(
  log: Log,
  group: string,
  positions: readonly Position[],
  places: readonly StreamPlace[],
): Promise<void> {
  const lags = await lagOf(log, group, places)
  const to = positions.map(({ topic, partition, offset }): [number, number] => {
    const at = places.findIndex((place) => place.topic === topic && place.partition === partition)
    const end = lags[at]?.end
    const stream = places[at]?.stream
    if (end === undefined || stream === undefined)
      throw new ThalaError('bad-input', `${topic} has no partition ${partition}`)
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > end)
      throw new ThalaError(
        'bad-input',
        `${topic}/${partition} goes from 0 to ${end}: no group can be moved to ${offset}`,
      )
    return [stream, offset]
  })
  await log.seek(group, to)
}

export async function removeAll(
  log: Log,
  { topics = [], groups = [] }: { topics?: readonly string[]; groups?: readonly string[] },
  known: readonly TopicRow[],
): Promise<void> {
  const removed = known.filter(({ name }) => topics.includes(name))
  // The records first, in small steps, so that others write in between.
  await expireStreams(log, placesOf(removed), Number.MAX_SAFE_INTEGER)
  await log.removeTopics(removed.map(({ name }) => name))
  await log.removeGroups(groups)
}
