// A queue in front of worker threads. Promise: an urgent text overtakes all that waits; a worker that dies fails the texts
// it held with `dependency-down` and is replaced; nothing waits for ever.

import type { Worker } from 'node:worker_threads'
import { dependencyDown, ThalaError } from '@thala/contracts'

/** What a worker says: once `ready`, then one answer for each text. `null` in `vector` and `error` never occur together. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'vector'; readonly id: number; readonly vector: Int8Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

export interface WorkerQuestion {
  readonly id: number
  readonly text: string
}

export interface PoolOptions {
  readonly workers: number
  readonly spawn: () => Worker
  /** Texts handed to one worker at once. Two keep it busy; more would delay an urgent one. */
  readonly inFlight?: number
  /** Texts waiting in all; beyond it new ones are refused with `dependency-down`. */
  readonly maxWaiting?: number
  /** Longest time for one text; a worker that takes longer is stopped and replaced. */
  readonly timeoutMs?: number
}

export interface Pool {
  /** Resolves when every worker is ready; rejects with the cause if one cannot start. */
  ready(): Promise<void>
  embed(text: string, urgent: boolean): Promise<Int8Array>
  close(): Promise<void>
}

interface Job {
  readonly text: string
  readonly resolve: (vector: Int8Array) => void
  readonly reject: (error: Error) => void
}

interface Slot {
  worker: Worker | null
  ready: boolean
  held: Map<number, Job & { timer: NodeJS.Timeout }>
  cause: unknown
}

export function openPool(options: PoolOptions): Pool {
  const { workers, spawn, inFlight = 2, maxWaiting = 100_000, timeoutMs = 60_000 } = options
  const urgentJobs: Job[] = []
  const jobs: Job[] = []
  const slots: Slot[] = Array.from({ length: workers }, () => ({
    worker: null,
    ready: false,
    held: new Map(),
    cause: undefined,
  }))
  let nextId = 0
  let closed = false
  const whenReady = Promise.withResolvers<void>()
  whenReady.promise.catch(() => undefined)

  const failWaiting = (error: Error) => {
    for (const job of urgentJobs.splice(0)) job.reject(error)
    for (const job of jobs.splice(0)) job.reject(error)
  }

  function hand(slot: Slot, worker: Worker, job: Job): void {
    const id = nextId++
    const timer = setTimeout(() => {
      slot.cause = new Error(`no answer to a text within ${timeoutMs} ms`)
      void worker.terminate()
    }, timeoutMs)
    timer.unref()
    slot.held.set(id, { ...job, timer })
    worker.postMessage({ id, text: job.text } satisfies WorkerQuestion)
  }

  /** Fills the worker that holds the fewest texts first, so that two workers share the load. */
  function pump(): void {
    for (let held = 0; held < inFlight; held++) {
      for (const slot of slots) {
        if (slot.worker === null || !slot.ready || slot.held.size !== held) continue
        const job = urgentJobs.shift() ?? jobs.shift()
        if (job === undefined) return
        hand(slot, slot.worker, job)
      }
    }
  }

  function answered(slot: Slot, answer: WorkerAnswer): void {
    if (answer.kind === 'ready') {
      slot.ready = true
      if (slots.every((one) => one.ready)) whenReady.resolve()
    } else {
      const job = slot.held.get(answer.id)
      if (job === undefined) return
      slot.held.delete(answer.id)
      clearTimeout(job.timer)
      if (answer.kind === 'vector') job.resolve(answer.vector)
      else job.reject(new Error(`the sentence model failed: ${answer.message}`))
    }
    pump()
  }

  function died(slot: Slot): void {
    const error = dependencyDown('a worker of the sentence model', slot.cause)
    const wasReady = slot.ready
    slot.worker = null
    slot.ready = false
    for (const job of slot.held.values()) {
      clearTimeout(job.timer)
      job.reject(error)
    }
    slot.held.clear()
    if (closed) return
    if (wasReady) {
      start(slot)
      return
    }
    // One that never got ready would only fail again at once: the next text tries anew.
    whenReady.reject(error)
    if (slots.every((one) => one.worker === null)) failWaiting(error)
  }

  function start(slot: Slot): void {
    const worker = spawn()
    slot.worker = worker
    slot.cause = undefined
    worker.on('message', (answer: WorkerAnswer) => answered(slot, answer))
    worker.on('error', (error) => {
      slot.cause = error
    })
    worker.on('exit', () => died(slot))
  }

  for (const slot of slots) start(slot)

  return {
    ready: () => whenReady.promise,
    embed(text, urgent) {
      if (closed) return Promise.reject(new ThalaError('dependency-down', 'the sentence model is closed'))
      if (urgentJobs.length + jobs.length >= maxWaiting)
        return Promise.reject(dependencyDown(`the sentence model (${maxWaiting} texts wait)`))
      return new Promise((resolve, reject) => {
        const queue = urgent ? urgentJobs : jobs
        queue.push({ text, resolve, reject })
        for (const slot of slots) if (slot.worker === null) start(slot)
        pump()
      })
    },
    async close() {
      closed = true
      failWaiting(new ThalaError('dependency-down', 'the sentence model was closed before this text had its turn'))
      await Promise.all(slots.map((slot) => slot.worker?.terminate()))
    },
  }
}
