// Opens a file with its writing and its reading thread.

import { ThalaError } from '@thala/contracts/errors'
import type { Database } from './port.ts'
import { startThread, type Thread } from './thread.ts'
import type { ThreadData, ToThread } from './wire.ts'

export interface OpenOptions {
  /** Path of the file; created unless `readOnly`. Its folder must exist. */
  readonly file: string
  readonly modules: readonly URL[]
  /** Starts a reader alone; the file must exist and be set up. */
  readonly readOnly?: boolean
}

/**
 * Throws `data-folder-newer`, `data-folder-unwritable`, `bad-input` (damaged, no database), `not-found` (`readOnly` and
 * nothing there), `dependency-down` (locked for 30 s).
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { file, readOnly = false } = options
  const data: ThreadData = { file, modules: options.modules.map((url) => url.href) }
  const threads: Thread[] = []
  const commits = commitNotices()
  const death = deathNotice((error) => {
    for (const thread of threads) void thread.kill(error)
  })

  const start = (name: string, noticeOn: 'replies' | 'changed'): Thread => {
    const events = { noticeOn, notice: commits.notify, onDeath: death.announce }
    const thread = startThread(new URL(name, import.meta.url), data, events)
    threads.push(thread)
    return thread
  }
  const writer = readOnly ? undefined : start('./writer-thread.ts', 'replies')
  const reader = start('./reader-thread.ts', 'changed')
  try {
    // The writer first: it creates and migrates what the reader's statements need.
    await writer?.open()
    await reader.open()
  } catch (error) {
    const failed = new ThalaError('dependency-down', `the database ${file} could not be opened`, { cause: error })
    await Promise.all(threads.map((thread) => thread.kill(failed)))
    throw error
  }

  const toWriter = async <T>(message: (id: number) => ToThread): Promise<T> => {
    if (!writer) throw new ThalaError('bad-input', `${file} was opened for reading only`)
    return writer.request<T>(message)
  }
  const call = (operation: string, args: unknown, rows: number) => (id: number) =>
    ({ kind: 'call', id, operation, args, rows, sentAt: Date.now() }) as const

  return {
    write: (operation, args, rows = 1) => toWriter(call(operation, args, rows)),
    read: (operation, args) => reader.request(call(operation, args, 0)),
    onCommit: (listener) => commits.add(listener, (on) => reader.post({ kind: 'watch', on })),
    checkpoint: () => toWriter((id) => ({ kind: 'checkpoint', id })),
    onDeath: death.add,
    close: async () => {
      // The writer last: the last connection to a file moves the write-ahead log into it.
      await reader.close()
      await writer?.close()
    },
  }
}

/** Tells listeners of commits, once for everything that happens within one turn of the event loop. */
function commitNotices() {
  const listeners = new Set<() => void>()
  let noticed = false
  return {
    notify: () => {
      if (noticed || listeners.size === 0) return
      noticed = true
      setImmediate(() => {
        noticed = false
        for (const listener of listeners) listener()
      })
    },
    /** `watch` is told when somebody begins to listen, and when nobody does any more. */
    add: (listener: () => void, watch: (on: boolean) => void) => {
      // Wrapped, so that one function registered twice is two registrations.
      const own = () => listener()
      listeners.add(own)
      if (listeners.size === 1) watch(true)
      return () => {
        if (listeners.delete(own) && listeners.size === 0) watch(false)
      }
    },
  }
}

/** The first death counts: the other thread is then ended as well. */
function deathNotice(end: (error: ThalaError) => void) {
  const listeners: ((error: ThalaError) => void)[] = []
  let dead: ThalaError | undefined
  return {
    announce: (error: ThalaError) => {
      if (dead) return
      dead = error
      end(error)
      for (const listener of listeners) listener(error)
    },
    add: (listener: (error: ThalaError) => void) => {
      if (dead) listener(dead)
      else listeners.push(listener)
    },
  }
}
