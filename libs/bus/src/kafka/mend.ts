// Faults of kafkajs 2.2.4 that no setting turns off, mended where they are: in its connections and their queues.
// Promise: a request is answered or rejected, whatever happens to its connection, and no answer ends the process.

import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { settledBefore } from './deadline.ts'

interface RequestQueue {
  readonly pending: readonly unknown[]
  readonly inflight: ReadonlyMap<unknown, unknown>
  readonly throttledUntil: number
  scheduleCheckPendingRequests(): void
  rejectAll(error: Error): void
  destroy(): void
}

interface Connection {
  socket?: Socket
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  isConnected(): boolean
  connect(): Promise<unknown>
  processData(data: Buffer): void
}

/** Makes an error that kafkajs tries again after. */
export type Refusal = (message: string) => Error

interface Setting {
  readonly refusal: Refusal
  /** kafkajs gives up a connection that is not made after so long. */
  readonly connectMs: number
}

/** Every answer begins with its length, a 32-bit integer. */
const LENGTH_BYTES = 4
const CONNECT_ROOM_MS = 500
let mended = false

export function mendKafkajs({ refusal, connectMs }: Setting): void {
  if (mended) return
  mended = true
  const load = createRequire(import.meta.url)
  const queue: { prototype: RequestQueue } = load('kafkajs/src/network/requestQueue')
  const connection: { prototype: Connection } = load('kafkajs/src/network/connection')
  stopIdleTimers(queue.prototype)
  endQueues(queue.prototype, refusal)
  refuseNonsense(connection.prototype)
  beginAnew(connection.prototype)
  connectOnce(connection.prototype, refusal, connectMs + CONNECT_ROOM_MS)
}

/** Every connection arms a timer of 1 ms for ever, also with nothing to send: 4 % of a core at rest. */
function stopIdleTimers(prototype: RequestQueue): void {
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
}

/** A request that comes just when its connection ends is left without an answer and without a clock. */
function endQueues(prototype: RequestQueue, refusal: Refusal): void {
  const destroy = prototype.destroy
  prototype.destroy = function () {
    destroy.call(this)
    if (this.pending.length + this.inflight.size > 0) this.rejectAll(refusal('Connection ended'))
  }
}

/** Bytes that are no answer of Kafka would end the process. */
function refuseNonsense(prototype: Connection): void {
  const process = prototype.processData
  prototype.processData = function (data) {
    try {
      process.call(this, data)
    } catch (error) {
      this.socket?.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

/** What came of an answer when a connection broke would be taken for the beginning of the first one of the next. */
function beginAnew(prototype: Connection): void {
  const connect = prototype.connect
  prototype.connect = function () {
    if (!this.isConnected()) {
      this.socket?.destroy()
      this.chunks = []
      this.bytesBuffered = 0
      this.bytesNeeded = LENGTH_BYTES
    }
    return connect.call(this)
  }
}

/**
 * Requests that find a connection closed open one socket each, and the end of any of them closes the one in use. And a
 * socket that ends before it is connected is never told to whoever waits.
 */
function connectOnce(prototype: Connection, refusal: Refusal, limitMs: number): void {
  const connect = prototype.connect
  const connecting = new WeakMap<Connection, Promise<unknown>>()
  prototype.connect = function () {
    const late = () => refusal('Connection ended before it was made')
    const under =
      connecting.get(this) ?? settledBefore(limitMs, connect.call(this), late).finally(() => connecting.delete(this))
    connecting.set(this, under)
    return under
  }
}
