// Puts the envelope around outputs and turns them into records of the log.

import type { Bus, OutgoingRecord } from '@thala/bus'
import { childEventId, ENVELOPE_VERSION, headers, ThalaError, writeRecord } from '@thala/contracts'
import type { Output } from '@thala/service'
import { type Env, topicName } from './topology.ts'

export interface Parent {
  /** When the first event of the chain was taken in, epoch ms; unknown for what follows from several. */
  readonly receivedAt?: number | undefined
  readonly service: string
  readonly generation: string
  readonly parentId: string
}

/** Record of one output. Without an id of its own the id follows from the parent event; without a parent that is a bug. */
export function seal(output: Output, env: Env, parent?: Parent): OutgoingRecord {
  const { topic } = output
  const bare: object = { ...output.value, v: ENVELOPE_VERSION, id: output.id ?? 'unsealed' }
  const key = topic.key(bare)
  const id = output.id ?? (parent && childEventId(parent.service, parent.generation, parent.parentId, output.name, key))
  if (!id) throw new ThalaError('bad-record', `an output to ${topic.name} has neither an id nor a parent event`)
  const value: object = { ...bare, id }
  const subject = topic.subject(value)
  return {
    topic: topicName(topic, env),
    key,
    value: writeRecord(topic, value),
    headers: {
      [headers.eventId]: id,
      ...(subject === null ? {} : { [headers.subject]: subject }),
      ...(parent?.receivedAt === undefined ? {} : { [headers.receivedAt]: String(parent.receivedAt) }),
    },
  }
}

/** Appends outputs, which carry their own ids, to the log; resolves when they are durable. */
export const append = (bus: Bus, env: Env, outputs: readonly Output[]): Promise<void> =>
  bus.publish(outputs.map((output) => seal(output, env)))
