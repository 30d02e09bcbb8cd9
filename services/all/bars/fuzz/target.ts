// What is fuzzed: something that takes one bent case apart. Promise of each: a clear refusal, a reject with its bytes, or
// events that their topics take; nothing else.

import { issuesLine, type Topic } from '@thala/contracts'
import type { Mutator } from '@thala/testkit/fuzz'

export interface Target {
  readonly name: string
  /** How many cases one call is. */
  readonly cases: number
  /** Of the cases that are asked for; all by default. */
  readonly share?: number
  make(mutate: Mutator): unknown
  /** Throws anything but a `ThalaError` when a promise is broken. */
  take(input: unknown): Promise<void> | void
  close?(): Promise<void>
}

/** The input of `take` is always what `make` made. */
export const target = <T>(spec: {
  name: string
  cases?: number
  share?: number
  make(mutate: Mutator): T
  take(input: T): Promise<void> | void
  close?(): Promise<void>
}): Target => ({
  cases: 1,
  ...spec,
})

export const RECEIVED_AT = Date.UTC(2026, 0, 1)
/** What a topic would refuse must not come out of a parser. */
export function mustFit(topic: Topic, event: object): void {
  const { error } = topic.schema.safeParse({ v: 1, ...event })
  if (error) throw new Error(`an event that ${topic.name} refuses: ${issuesLine(error)}`)
}
