// What a handler answers: data, on which only the runtime's `settle` acts.

import type { Topic } from '@thala/contracts'

/** A record to be published. Without an `id` the runtime derives one from the parent event, so that redelivery repeats it. */
export interface Output {
  readonly name: string
  readonly topic: Topic
  readonly value: object
  readonly id?: string
}

/** An event before the runtime puts the envelope around it. */
export type Unsealed<T> = Omit<T, 'v' | 'id'>

export type Outcome =
  | { readonly kind: 'done'; readonly outputs: readonly Output[] }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'reject'; readonly reason: string }

/** Handled; publish these. */
export const done = (...outputs: readonly Output[]): Outcome => ({ kind: 'done', outputs })
/** Nothing to do, and that is right; counted by reason. */
export const skip = (reason: string): Outcome => ({ kind: 'skip', reason })
/** Bad data: the original bytes go to the dead letters with this reason, and the stream goes on. */
export const reject = (reason: string): Outcome => ({ kind: 'reject', reason })

export type Topics = Readonly<Record<string, Topic>>
export type EventOf<T> = T extends Topic<infer V> ? V : never

/** `to.classified(value)`: one function for each topic that a declaration produces. */
export type To<P extends Topics> = {
  readonly [K in keyof P & string]: (value: Unsealed<EventOf<P[K]>>, options?: { id: string }) => Output
}

/** Makes outputs to one topic, outside of a handler. */
export const outputTo =
  <T>(name: string, topic: Topic<T>) =>
  (value: Unsealed<T>, options?: { id: string }): Output => ({ name, topic, value, ...options })

/** The functions of `To` for any set of topics; `service()` and its siblings give them their exact types. */
export const outputsTo = (produces: Topics): Record<string, (value: object, options?: { id: string }) => Output> =>
  Object.fromEntries(Object.entries(produces).map(([name, topic]) => [name, outputTo(name, topic)]))
