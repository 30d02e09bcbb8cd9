// Drives a `source`: publishes what it yields, then stores the checkpoint; what it could not read becomes a dead letter
// with its bytes. After a crash the last chunk is published again, under the same ids.

import { collections, type Json } from '@thala/contracts'
import { outputsTo, type SourceDeclaration, type SourceItem } from '@thala/service'
import { deadLetterRecord } from './dead-letters.ts'
import { patiently } from './patience.ts'
import { seal } from './seal.ts'
import type { Stage } from './stage.ts'

interface Checkpoint {
  readonly value: Json
}

/** Runs until the source ends or `signal` is aborted. */
export async function pumpSource(declaration: SourceDeclaration, stage: Stage, signal: AbortSignal): Promise<void> {
  const id = `${stage.group}/${declaration.checkpointId(stage.config)}`
  const waiting = { signal, heartbeat: async () => undefined }
  const stored = await stage.store.get<Checkpoint>(collections.checkpoints, [id])
  const context = {
    checkpoint: stored.get(id)?.body.value,
    config: stage.config,
    deps: stage.deps,
    to: outputsTo(declaration.produces),
    signal,
  }
  for await (const item of declaration.read(context)) {
    const records = recordsOf(stage, item)
    await patiently(stage, waiting, () => stage.bus.publish(records))
    await stage.at('published', stage.name)
    const { checkpoint } = item
    if (checkpoint !== undefined)
      await patiently(stage, waiting, () =>
        stage.store.update<Checkpoint>(collections.checkpoints, [id], () => ({
          id,
          body: { value: checkpoint },
          index: {},
        })),
      )
    if (signal.aborted) return
  }
}

function recordsOf(stage: Stage, item: SourceItem) {
  if ('outputs' in item) {
    stage.metrics.events.inc({ service: stage.name, outcome: 'done' }, item.outputs.length)
    return item.outputs.map((output) => seal(output, stage.env))
  }
  const { bytes, where, reason } = item.rejected
  stage.metrics.deadLetters.inc({ service: stage.name, code: 'bad-record' })
  stage.log.warn({ service: stage.name, where, reason }, 'dead letter')
  const origin = { topic: null, key: where, value: bytes, headers: {} }
  const failure = { stage: stage.name, code: 'bad-record', reason: `${where}: ${reason}`, failedAt: stage.now() }
  return [deadLetterRecord(stage.env, origin, failure)]
}
