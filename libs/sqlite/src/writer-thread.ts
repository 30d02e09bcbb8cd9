// The one thread of a process that writes. Started by `openDatabase`; runs groups of calls until told to close.

import type { DatabaseSync } from 'node:sqlite'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { ThalaError } from '@thala/contracts/errors'
import { connectWriter } from './connect.ts'
import { groupWriter, type Waiting } from './group.ts'
import { migrate } from './migrate.ts'
import { bindOperations } from './operations.ts'
import { attempt, reply, serve } from './serve.ts'
import type { ToThread } from './wire.ts'

/** How long `checkpoint` waits for readers of other processes. */
const CHECKPOINT_MS = 10_000

/** `block` until no other connection reads from the log any more, then move all of it. */
function checkpoint(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout=${CHECKPOINT_MS}`)
  try {
    const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (Number(row?.busy ?? 0) === 0) return
    throw new ThalaError('dependency-down', 'the write-ahead log is still being read by another process')
  } finally {
    db.exec('PRAGMA busy_timeout=0')
  }
}

/** Messages that have arrived, those still in the port included. */
function inbox(port: MessagePort) {
  const messages: ToThread[] = []
  const receive = () => {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message)
  }
  const calls: Waiting = {
    peek: () => {
      if (messages.length === 0) receive()
      const head = messages[0]
      return head?.kind === 'call' ? head : undefined
    },
    shift: () => void messages.shift(),
  }
  return { calls, push: (message: ToThread) => messages.push(message), next: () => messages.shift() }
}

await serve(({ file, modules, port }) => {
  const db = connectWriter(file)
  migrate(db, modules, file)
  const find = bindOperations(modules, (module) => module.writer(db))
  const writer = groupWriter(db, file, find)
  const { calls, push, next } = inbox(port)

  return (message) => {
    push(message)
    // What arrives from now on is taken in by `peek`, so whatever heads the inbox after the calls is no call.
    for (;;) {
      while (calls.peek()) reply(port, writer.run(calls))
      const other = next()
      if (!other) return
      if (other.kind === 'checkpoint') reply(port, [attempt(other.id, file, () => checkpoint(db))])
      else if (other.kind === 'close') {
        db.close()
        port.close()
        return
      }
    }
  }
})
