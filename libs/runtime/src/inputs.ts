// What a record is to a declaration: which of its inputs, and the parsed event; or why it is none.

import type { BusRecord } from '@thala/bus'
import { headers, readRecord, type Topic } from '@thala/contracts'
import type { Change } from '@thala/service'
import { z } from 'zod'
import { type Env, topicName } from './topology.ts'

/** A record as it first came, whichever retry tier brought it. */
export interface Delivery {
  readonly record: BusRecord
  /** Topic it was first written to. */
  readonly topic: string
  /** Failures so far. */
  readonly attempt: number
  /** When the first event of the chain was taken in, epoch ms. */
  readonly receivedAt: number
}

export const delivery = (record: BusRecord): Delivery => ({
  record,
  topic: record.headers[headers.originTopic] ?? record.topic,
  attempt: Number(record.headers[headers.attempt] ?? 0),
  receivedAt: Number(record.headers[headers.receivedAt] ?? record.appendedAt),
})

export type Parsed =
  | { readonly ok: true; readonly change: Change; readonly eventId: string }
  | { readonly ok: false; readonly code: string; readonly reason: string }

/** Every event has an id, whatever its topic. */
const identified = z.object({ id: z.string() })

/** Reads deliveries of a declaration's inputs, by the names their topics have in this installation. */
export function inputReader(consumes: Readonly<Record<string, Topic>>, env: Env): (from: Delivery) => Parsed {
  const inputs = new Map(Object.entries(consumes).map(([name, topic]) => [topicName(topic, env), { name, topic }]))
  return ({ topic: from, record }) => {
    const input = inputs.get(from)
    if (!input) return { ok: false, code: 'bad-record', reason: `not an input: ${from}` }
    if (record.key === null)
      return { ok: false, code: 'bad-record', reason: `no key: it must be the ${input.topic.keyIs}` }
    const read = readRecord(input.topic, record.value)
    if (!read.ok) return read
    const { id } = identified.parse(read.value)
    return { ok: true, change: { input: input.name, value: read.value }, eventId: id }
  }
}
