// A process that reads must not outlive who started it. Where it is busy with something that never ends it hears nothing,
// so a thread of its own looks whether the parent is still there.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const LOOK_EVERY_MS = 1_000

const watch = `
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, ${LOOK_EVERY_MS})`

/** Resolves when it is being looked after. */
export async function endWithParent(): Promise<void> {
  process.on('disconnect', () => process.exit(0))
  const watcher = new Worker(watch, { eval: true, name: 'end-with-parent' })
  await once(watcher, 'online')
  watcher.unref()
}
