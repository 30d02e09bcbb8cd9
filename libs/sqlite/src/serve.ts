// The frame of a database thread: load the modules, open the file when told to, say `ready` or why not, then hand over
// message by message.

import { once } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { blameSurroundings, openingError } from './failure.ts'
import { loadModules } from './operations.ts'
import type { Module } from './port.ts'
import { type FromThread, type Reply, type ThreadData, type ToThread, toWire } from './wire.ts'

export interface Setting {
  readonly file: string
  readonly modules: readonly Module[]
  readonly port: MessagePort
}

/** `open` opens the file and returns what handles each message after that. */
export async function serve(open: (setting: Setting) => (message: ToThread) => void): Promise<void> {
  if (!parentPort) throw new Error('a database thread has no life of its own: use openDatabase')
  const port = parentPort
  const { file, modules: urls }: ThreadData = workerData
  const post = (message: FromThread) => port.postMessage(message)
  const told = once(port, 'message')
  try {
    const modules = await loadModules(urls)
    await told
    const handle = openFile(file, () => open({ file, modules, port }))
    port.on('message', (message: ToThread) => handle(message))
    post({ kind: 'ready' })
  } catch (error) {
    post({ kind: 'refused', error: toWire(error) })
    port.close()
  }
}

function openFile<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw openingError(error, file)
  }
}

/** Answers a call of this id with what `action` returns or throws. */
export function attempt(id: number, file: string, action: () => unknown): Reply {
  try {
    return { id, ok: true, value: action() }
  } catch (error) {
    return { id, ok: false, error: toWire(blameSurroundings(error, file)) }
  }
}

/** A result that cannot be cloned rejects its own call, not the others of its group. */
export function reply(port: MessagePort, replies: readonly Reply[]): void {
  const post = (some: readonly Reply[]) => port.postMessage({ kind: 'replies', replies: some } satisfies FromThread)
  try {
    post(replies)
  } catch {
    for (const one of replies)
      try {
        post([one])
      } catch (error) {
        post([{ id: one.id, ok: false, error: toWire(error) }])
      }
  }
}
