// Records of the log, taken along partition by partition. The same key lands in the same partition on both sides; each copy
// says at which offset it stood, so that the target itself tells how far it has come.

import type { Bus, BusRecord, OutgoingRecord, TopicSpec } from '@thala/bus'
import { headers, isThalaError, ThalaError } from '@thala/contracts'
import { recordsFrom } from '../replay/pages.ts'

export interface Ends {
  readonly source: { readonly bus: Bus }
  readonly target: { readonly bus: Bus }
}

/** Nobody reads as this group: it is where a log begins, and where it ends. */
const NOBODY = 'migrate-nobody'

export interface Reach {
  readonly partition: number
  readonly first: number
  readonly end: number
}

/** Null when there is no such topic. */
export async function reachOf(bus: Bus, topic: string): Promise<readonly Reach[] | null> {
  try {
    const lags = await bus.lag(NOBODY, [topic])
    return lags.map(({ partition, committed, end }) => ({ partition, first: committed, end }))
  } catch (error) {
    if (isThalaError(error, 'topology')) return null
    throw error
  }
}

/** Offset in the source of a record of the target. Throws for what did not come by a migration. */
export function migratedFrom(record: BusRecord): number {
  const offset = record.headers[headers.migratedOffset]
  if (offset !== undefined && /^\d+$/.test(offset)) return Number(offset)
  throw new ThalaError(
    'bad-input',
    `${record.topic} holds records that did not come from this folder: take other names (THALA_TOPIC_PREFIX, THALA_INDEX_PREFIX), or empty the servers`,
  )
}

export async function lastOf(bus: Bus, topic: string, { partition, first, end }: Reach): Promise<BusRecord | null> {
  if (end <= first) return null
  const [last] = await bus.read({ topic, partition, from: end - 1, limit: 1 })
  return last ?? null
}

/** Takes along what is missing of one topic. Answers how many of its records the target then has. */
export async function moveRecords(
  { source, target }: Ends,
  { name: topic }: TopicSpec,
  onRecords: (records: number) => void,
): Promise<void> {
  const [from, to] = [await reachOf(source.bus, topic), await reachOf(target.bus, topic)]
  for (const { partition, first } of from ?? []) {
    const reach = to?.find((one) => one.partition === partition)
    const last = reach && (await lastOf(target.bus, topic, reach))
    const next = last ? migratedFrom(last) + 1 : first
    for await (const records of recordsFrom(source.bus, { topic, partition, from: next })) {
      await target.bus.publish(records.map(copyOf))
      onRecords(records.length)
    }
  }
}

const copyOf = ({ topic, key, value, headers: own, offset }: BusRecord): OutgoingRecord => ({
  topic,
  key,
  value,
  headers: { ...own, [headers.migratedOffset]: String(offset) },
})
