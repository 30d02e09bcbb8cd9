// Group commit: calls that wait are run in one transaction, each in a savepoint of its own, and share one fsync.
// Promise: a reply says `ok` only after COMMIT; a call that throws undoes nothing but itself.

import type { DatabaseSync } from 'node:sqlite'
import { BUSY_TIMEOUT_MS, whenFree } from './busy.ts'
import { blameSurroundings, isEnvironment } from './failure.ts'
import type { Run } from './operations.ts'
import { type Call, type Reply, toWire } from './wire.ts'

/** A group ends at this many rows … */
export const GROUP_ROWS = 500
/** … or after this long, whichever is first: other processes want to write too. */
export const GROUP_MS = 20

/** Calls in order of arrival. `peek` may take in what arrived meanwhile. */
export interface Waiting {
  peek(): Call | undefined
  /** Takes away what `peek` showed. */
  shift(): void
}

export interface Writer {
  /** Runs the next group; empty when nothing waits. Never throws. */
  run(waiting: Waiting): Reply[]
}

export function groupWriter(db: DatabaseSync, file: string, find: (name: string) => Run): Writer {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const runOne = inSavepoint(db, find)

  const refuse = (calls: readonly Call[], error: unknown): Reply[] => {
    const wire = toWire(blameSurroundings(error, file))
    return calls.map(({ id }) => ({ id, ok: false, error: wire }))
  }
  return {
    run: (waiting) => {
      const first = waiting.peek()
      if (!first) return []
      try {
        whenFree(() => begin.run(), first.sentAt + BUSY_TIMEOUT_MS, file)
      } catch (error) {
        return refuse(takeLate(waiting), error)
      }
      const taken: Call[] = []
      try {
        const replies = fill(waiting, taken, runOne)
        commit.run()
        return replies
      } catch (error) {
        rollBack(db)
        return refuse(taken, error)
      }
    },
  }
}

/** Runs a call so that it can be undone by itself. Throws only where the whole group is lost. */
function inSavepoint(db: DatabaseSync, find: (name: string) => Run): (call: Call) => Reply {
  const savepoint = db.prepare('SAVEPOINT call')
  const release = db.prepare('RELEASE call')
  const undo = db.prepare('ROLLBACK TO call')
  return (call) => {
    savepoint.run()
    try {
      const value = find(call.operation)(call.args)
      release.run()
      return { id: call.id, ok: true, value }
    } catch (error) {
      // A full disk may have rolled the transaction back already; what ran before in this group is then gone as well.
      if (isEnvironment(error) || !db.isTransaction) throw error
      undo.run()
      release.run()
      return { id: call.id, ok: false, error: toWire(error) }
    }
  }
}

/** Runs what waits until the group is full; `taken` is filled as it goes, for whoever must refuse them all. */
function fill(waiting: Waiting, taken: Call[], runOne: (call: Call) => Reply): Reply[] {
  const replies: Reply[] = []
  const started = performance.now()
  let rows = 0
  for (let call = waiting.peek(); call; call = waiting.peek()) {
    const full = rows + call.rows > GROUP_ROWS || performance.now() - started >= GROUP_MS
    if (full && taken.length > 0) break
    waiting.shift()
    taken.push(call)
    rows += call.rows
    replies.push(runOne(call))
  }
  return replies
}

/** When another process held the lock all the time: the first call gives up, and whichever waited as long. */
function takeLate(waiting: Waiting): Call[] {
  const late: Call[] = []
  for (let call = waiting.peek(); call; call = waiting.peek()) {
    if (late.length > 0 && Date.now() - call.sentAt < BUSY_TIMEOUT_MS) break
    waiting.shift()
    late.push(call)
  }
  return late
}

/** On a disk that fails, ROLLBACK fails too; the next BEGIN then says so, and the thread lives on. */
function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
  } catch {
    // The error that led here is the one to report.
  }
}
