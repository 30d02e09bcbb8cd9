// What every part of the contract works with: the log under test, names that no other test uses, and waiting for a
// condition instead of for a time.

import { onTestFinished } from 'vitest'
import type { Batch, Bus, BusRecord, OutgoingRecord, SubscribeOptions, Subscription, TopicSpec } from '../port.ts'

export interface OpenedBus {
  readonly bus: Bus
  close(): Promise<void>
}

/** What an adapter cannot do, with the reason; the contract then tests that it says so instead of pretending. */
export interface Declared {
  readonly expire?: string
  readonly overwrite?: string
}

export interface Bench {
  /** Another client of the same log; closed at the end of the test. */
  open(): Promise<Bus>
  readonly declared: Declared
}

/** Far above what any adapter needs; a test that meets it has failed. */
const UNTIL_MS = 30_000
const POLL_MS = 10

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + UNTIL_MS
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${UNTIL_MS} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

let names = 0
export const freshName = (what: string): string => `${what}-${process.pid}-${Date.now().toString(36)}-${names++}`

export async function freshTopic(bus: Bus, spec: Partial<TopicSpec> = {}): Promise<string> {
  const name = freshName('topic')
  await bus.ensureTopics([{ name, partitions: 1, retention: 'days', ...spec }])
  return name
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const bytes = (text: string): Uint8Array => encoder.encode(text)
export const words = (record: { value: Uint8Array | null }): string => decoder.decode(record.value ?? new Uint8Array())

export const record = (topic: string, value: string, key: string | null = 'key'): OutgoingRecord => ({
  topic,
  key,
  value: bytes(value),
  headers: {},
})

export const publish = (bus: Bus, topic: string, ...values: string[]): Promise<void> =>
  bus.publish(values.map((value) => record(topic, value)))

/** Everything in a topic, by partition and offset. */
export async function contents(bus: Bus, topic: string, partitions = 1): Promise<BusRecord[]> {
  const all: BusRecord[] = []
  for (let partition = 0; partition < partitions; partition++)
    all.push(...(await bus.read({ topic, partition, from: 0, limit: 1_000 })))
  return all
}

/** Subscribes for the length of the test; errors are collected, not printed. */
export async function subscribe(bus: Bus, options: SubscribeOptions): Promise<Subscription & { errors: unknown[] }> {
  const errors: unknown[] = []
  const subscription = await bus.subscribe({ onError: (error) => errors.push(error), ...options })
  onTestFinished(() => subscription.stop({ timeoutMs: 0 }))
  return { ...subscription, errors }
}

export const lastOffset = (batch: Batch): number => batch.records.at(-1)?.offset ?? -1
export const commitAll = (batch: Batch): Promise<void> => batch.commit(lastOffset(batch) + 1)

/** Subscribes, notes the words of each record, commits. */
export async function follow(
  bus: Bus,
  group: string,
  topic: string,
  more: Partial<SubscribeOptions> = {},
): Promise<Subscription & { seen: string[] }> {
  const seen: string[] = []
  const subscription = await subscribe(bus, {
    group,
    topics: [topic],
    onBatch: async (batch) => {
      seen.push(...batch.records.map(words))
      await commitAll(batch)
    },
    ...more,
  })
  return { ...subscription, seen }
}

export async function waiting(bus: Bus, group: string, topic: string): Promise<number> {
  const lags = await bus.lag(group, [topic])
  return lags.reduce((sum, lag) => sum + lag.waiting, 0)
}

/** A promise to be kept from outside, for handlers that hang until the test says otherwise. */
export function gate(): { open(): void; readonly opened: Promise<void> } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
