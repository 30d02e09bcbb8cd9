// The one thread of a process that reads. It also notices commits of other connections, while somebody listens.

import type { DatabaseSync } from 'node:sqlite'
import { connectReader } from './connect.ts'
import { requireMigrated } from './migrate.ts'
import { bindOperations } from './operations.ts'
import { attempt, reply, serve } from './serve.ts'
import type { FromThread } from './wire.ts'

/** `PRAGMA data_version` costs about 2 µs; 50 ms keeps an idle process at about no CPU. */
const WATCH_MS = 50

/** Calls `changed` when the file was committed to by another connection; `stop` ends it. */
function watch(db: DatabaseSync, changed: () => void): () => void {
  const version = db.prepare('PRAGMA data_version')
  const current = () => Number(version.get()?.data_version)
  let seen = current()
  const timer = setInterval(() => {
    const now = current()
    if (now === seen) return
    seen = now
    changed()
  }, WATCH_MS)
  timer.unref()
  return () => clearInterval(timer)
}

await serve(({ file, modules, port }) => {
  const db = connectReader(file)
  requireMigrated(db, modules, file)
  const find = bindOperations(modules, (module) => module.reader(db))
  const post = (message: FromThread) => port.postMessage(message)
  let unwatch: (() => void) | undefined

  return (message) => {
    if (message.kind === 'call') reply(port, [attempt(message.id, file, () => find(message.operation)(message.args))])
    else if (message.kind === 'watch') {
      unwatch?.()
      unwatch = message.on ? watch(db, () => post({ kind: 'changed' })) : undefined
    } else if (message.kind === 'close') {
      unwatch?.()
      db.close()
      port.close()
    }
  }
})
