// The messages of one partition on their way out, one send at a time. Calls that come meanwhile go out together.

import type { Message } from './client.ts'

export interface Outgoing {
  readonly message: Message
  readonly bytes: number
}

export interface Line {
  /** Resolves when all of them are stored; rejects when one send of them failed, and then the rest is not sent. */
  push(messages: readonly Outgoing[]): Promise<void>
}

/** kafkajs copies the messages of a send once for each of them. */
const MAX_SEND_MESSAGES = 500
/** Below Kafka's limit for one batch (1 MiB), with room for what it adds to each record. */
const MAX_SEND_BYTES = 900_000
/** Added to a record by Kafka, at most, without headers. */
const RECORD_ROOM_BYTES = 64

interface Call {
  left: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function openLine(send: (messages: Message[]) => Promise<void>): Line {
  let queue: { outgoing: Outgoing; call: Call }[] = []
  let running = false

  const run = async () => {
    running = true
    while (queue.length > 0) {
      const taken = queue.slice(0, countOf(queue.map(({ outgoing }) => outgoing)))
      queue = queue.slice(taken.length)
      try {
        await send(taken.map(({ outgoing }) => outgoing.message))
        for (const { call } of taken) {
          call.left -= 1
          if (call.left === 0) call.resolve()
        }
      } catch (error) {
        const failed = new Set(taken.map(({ call }) => call))
        for (const call of failed) call.reject(error)
        queue = queue.filter(({ call }) => !failed.has(call))
      }
    }
    running = false
  }
  return {
    push: (messages) =>
      new Promise((resolve, reject) => {
        const call: Call = { left: messages.length, resolve, reject }
        for (const outgoing of messages) queue.push({ outgoing, call })
        if (!running) void run()
      }),
  }
}

/** How many go into one send; at least one, which the check of each record keeps small enough. */
export function countOf(queue: readonly Outgoing[]): number {
  let bytes = 0
  for (const [i, outgoing] of queue.entries()) {
    bytes += outgoing.bytes + RECORD_ROOM_BYTES
    if (i > 0 && (i >= MAX_SEND_MESSAGES || bytes > MAX_SEND_BYTES)) return i
  }
  return queue.length
}
