// The main thread's side of one database thread: numbers the calls, settles them, and notices when the thread dies.

import { Worker } from 'node:worker_threads'
import { errorLine, ThalaError } from '@thala/contracts/errors'
import { type FromThread, fromWire, type Reply, type ThreadData, type ToThread } from './wire.ts'

/** Calls of one thread that may be outstanding; more means that nobody waits for anything. */
export const MAX_OUTSTANDING = 50_000

interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface Thread {
  /** Opens the file; rejects with the reason why it cannot. The thread loads its code from the start. */
  open(): Promise<void>
  request<T>(message: (id: number) => ToThread): Promise<T>
  post(message: ToThread): void
  /** Waits for what was asked before. */
  close(): Promise<void>
  /** Ends it at once; what is outstanding rejects with `error`. */
  kill(error: ThalaError): Promise<void>
}

export interface ThreadEvents {
  /** Which messages mean that something may have changed in the file. */
  readonly noticeOn: 'replies' | 'changed'
  notice(): void
  /** After it was opened, and neither closed nor killed. */
  onDeath(error: ThalaError): void
}

export function startThread(entry: URL, data: ThreadData, events: ThreadEvents): Thread {
  const worker = new Worker(entry, { workerData: data, name: 'thala-database' })
  const calls = pendingCalls(data.file)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const opening = firstWord(worker, data.file)
  let opened = false
  /** Why no call is taken any more. */
  let over: ThalaError | undefined

  const fail = (error: ThalaError) => {
    over ??= error
    calls.failAll(error)
  }
  const died = (cause: unknown) => {
    if (over || !opened) return fail(over ?? closedError(data.file))
    const why = `a thread of the database ${data.file} died (${errorLine(cause)}): restart Thala`
    const error = new ThalaError('dependency-down', why, { cause })
    fail(error)
    events.onDeath(error)
  }
  worker.on('error', died)
  worker.on('exit', (code) => died(new Error(`exit code ${code}`)))
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'replies') for (const reply of message.replies) calls.settle(reply)
    // An open database keeps no process alive; an unanswered call does.
    if (opened && over === undefined && calls.count() === 0) worker.unref()
    if (message.kind === events.noticeOn) events.notice()
  })
  const post = (message: ToThread) => worker.postMessage(message)

  return {
    open: async () => {
      post({ kind: 'open' })
      const message = await opening
      if (message.kind === 'refused') {
        await exited
        throw fromWire(message.error)
      }
      opened = true
      worker.unref()
    },
    request: async <T>(message: (id: number) => ToThread) => {
      if (over) throw over
      const answer = calls.add<T>((id) => post(message(id)))
      if (calls.count() > 0) worker.ref()
      return answer
    },
    post: (message) => {
      if (!over) post(message)
    },
    close: async () => {
      if (over === undefined) {
        over = closedError(data.file)
        worker.ref()
        post({ kind: 'close' })
      }
      await exited
    },
    kill: async (error) => {
      fail(error)
      await worker.terminate()
    },
  }
}

/** Calls that wait for their replies, by number. */
function pendingCalls(file: string) {
  const pending = new Map<number, Pending>()
  let lastId = 0
  return {
    count: () => pending.size,
    add: <T>(send: (id: number) => void): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (pending.size >= MAX_OUTSTANDING)
          throw new ThalaError('dependency-down', `${pending.size} calls wait for the database ${file} already`)
        lastId += 1
        // Throws, and so rejects, where the arguments cannot be cloned.
        send(lastId)
        pending.set(lastId, { resolve, reject })
      }),
    settle: (reply: Reply) => {
      const call = pending.get(reply.id)
      pending.delete(reply.id)
      if (reply.ok) call?.resolve(reply.value)
      else call?.reject(fromWire(reply.error))
    },
    failAll: (error: ThalaError) => {
      for (const call of pending.values()) call.reject(error)
      pending.clear()
    },
  }
}

/** What a thread says first; rejects where it ends without a word. */
function firstWord(worker: Worker, file: string): Promise<FromThread> {
  const word = new Promise<FromThread>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => reject(new ThalaError('dependency-down', `a thread of ${file} ended early`)))
    worker.once('message', resolve)
  })
  // Awaited in `open`; a thread that is killed before that must not count as an unhandled rejection.
  word.catch(() => undefined)
  return word
}

const closedError = (file: string) => new ThalaError('dependency-down', `the database ${file} is closed`)
