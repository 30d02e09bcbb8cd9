// What servers are told of besides their inputs: topics read as a broadcast. Every process hears every event from now on.
// Promise: nothing is kept, tried again or dead-lettered; what cannot be read, or makes a listener throw, is logged and passed over.

import type { BusRecord, Subscription } from '@thala/bus'
import type { Change, Declaration, ServeContext } from '@thala/service'
import { delivery, inputReader } from './inputs.ts'
import type { Stage } from './stage.ts'
import { hearsAnything, topicName } from './topology.ts'

export interface Hearing {
  readonly heard: ServeContext['heard']
  /** Null when there is nothing to hear. */
  readonly subscription: Subscription | null
}

export async function hear(declaration: Declaration, stage: Stage): Promise<Hearing> {
  const { hears } = declaration
  const listeners = new Set<(change: Change) => void>()
  const heard = (listener: (change: Change) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  if (!hearsAnything(declaration)) return { heard, subscription: null }
  const read = inputReader(hears, stage.env)
  const passOver = (record: BusRecord, reason: unknown) =>
    stage.log.warn({ service: stage.name, topic: record.topic, offset: record.offset, reason }, 'a notice is lost')
  const tell = (record: BusRecord) => {
    const parsed = read(delivery(record))
    if (!parsed.ok) return passOver(record, parsed.reason)
    for (const listener of listeners)
      try {
        listener(parsed.change)
      } catch (error) {
        passOver(record, error)
      }
  }
  const subscription = await stage.bus.subscribe({
    // Only a name: a broadcast has no position.
    group: `${stage.group}-hears`,
    topics: Object.values(hears).map((topic) => topicName(topic, stage.env)),
    broadcast: true,
    onBatch: async ({ records, commit }) => {
      for (const record of records) tell(record)
      await commit((records.at(-1)?.offset ?? 0) + 1)
    },
    onError: (error, at) => stage.log.error({ service: stage.name, ...at, err: error }, 'notices are read again'),
  })
  return { heard, subscription }
}
