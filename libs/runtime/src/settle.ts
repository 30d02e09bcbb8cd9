// The one place that acts on outcomes: publishes, retries, dead-letters, counts. Order of every pump: store, publish, commit.

import type { Batch } from '@thala/bus'
import { errorLine, headers, retryTiers, retryTopic } from '@thala/contracts'
import type { Change, Outcome, Output } from '@thala/service'
import { deadLetterRecord } from './dead-letters.ts'
import { type Delivery, delivery, type Parsed } from './inputs.ts'
import { patiently } from './patience.ts'
import { seal } from './seal.ts'
import type { Stage } from './stage.ts'
import { prefixed, registeredName } from './topology.ts'

/** Publishes outputs, each with an id that follows from the parent event. Waits as long as the log is down. */
export async function publish(
  stage: Stage,
  batch: Batch,
  outputs: readonly Output[],
  origin: { readonly parentId: string; readonly receivedAt: number },
): Promise<void> {
  if (outputs.length === 0) return
  const parent = { service: stage.name, generation: stage.generation, ...origin }
  const records = outputs.map((output) => seal(output, stage.env, parent))
  await patiently(stage, batch, () => stage.bus.publish(records))
}

export async function settle(
  stage: Stage,
  batch: Batch,
  from: Delivery,
  eventId: string,
  outcome: Outcome,
): Promise<void> {
  if (outcome.kind === 'reject') return deadLetter(stage, batch, from, 'rejected', outcome.reason)
  if (outcome.kind === 'done')
    await publish(stage, batch, outcome.outputs, { parentId: eventId, receivedAt: from.receivedAt })
  stage.metrics.events.inc({ service: stage.name, outcome: outcome.kind })
}

/** Original bytes to the dead letters, with code and stage; the stream goes on. */
export async function deadLetter(
  stage: Stage,
  batch: Batch,
  from: Delivery,
  code: string,
  reason: string,
): Promise<void> {
  const record = deadLetterRecord(
    stage.env,
    { ...from.record, topic: registeredName(from.topic, stage.env) },
    { stage: stage.name, code, reason, failedAt: stage.now() },
  )
  await patiently(stage, batch, () => stage.bus.publish([record]))
  stage.metrics.deadLetters.inc({ service: stage.name, code })
  stage.metrics.events.inc({ service: stage.name, outcome: 'dead' })
  stage.log.warn({ service: stage.name, code, reason, topic: from.topic, offset: from.record.offset }, 'dead letter')
}

/** The next tier, or the dead letters after the last one. */
export async function retryLater(stage: Stage, batch: Batch, from: Delivery, error: unknown): Promise<void> {
  const reason = errorLine(error)
  const tier = retryTiers[from.attempt]
  if (!tier) return deadLetter(stage, batch, from, 'retries-exhausted', reason)
  const delayMs = stage.retryDelaysMs[from.attempt] ?? tier.delayMs
  const { key, value } = from.record
  await patiently(stage, batch, () =>
    stage.bus.publish([
      {
        topic: prefixed(retryTopic(stage.name, tier.name), stage.env),
        key,
        value,
        headers: {
          ...from.record.headers,
          [headers.originTopic]: from.topic,
          [headers.attempt]: String(from.attempt + 1),
          [headers.dueAt]: String(stage.now() + delayMs),
          [headers.errorReason]: reason.slice(0, 500),
        },
      },
    ]),
  )
  stage.metrics.retries.inc({ service: stage.name, tier: tier.name })
  stage.metrics.events.inc({ service: stage.name, outcome: 'retried' })
  stage.log.warn({ service: stage.name, reason, tier: tier.name }, 'will try again')
}

export interface Arrival {
  readonly from: Delivery
  readonly change: Change
}

/** Events of a batch, in log order; what cannot be read is dead-lettered on the way. */
export async function readBatch(stage: Stage, batch: Batch, read: (from: Delivery) => Parsed): Promise<Arrival[]> {
  const arrivals: Arrival[] = []
  for (const record of batch.records) {
    const from = delivery(record)
    const parsed = read(from)
    if (parsed.ok) arrivals.push({ from, change: parsed.change })
    else await deadLetter(stage, batch, from, parsed.code, parsed.reason)
  }
  return arrivals
}

/** The last step of a batch that was handled as a whole. */
export async function finish(stage: Stage, batch: Batch): Promise<void> {
  const last = batch.records.at(-1)
  if (last) await patiently(stage, batch, () => batch.commit(last.offset + 1))
  stage.metrics.events.inc({ service: stage.name, outcome: 'done' }, batch.records.length)
  await stage.at('committed', stage.name)
}

/** Arrivals by a key, each group in log order. */
export function byKey(arrivals: readonly Arrival[], key: (change: Change) => string): Map<string, Arrival[]> {
  const groups = new Map<string, Arrival[]>()
  for (const arrival of arrivals) {
    const id = key(arrival.change)
    const group = groups.get(id)
    if (group) group.push(arrival)
    else groups.set(id, [arrival])
  }
  return groups
}
