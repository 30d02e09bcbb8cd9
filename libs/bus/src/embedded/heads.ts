// Knows how far each stream reaches and wakes those who wait for more. One read per notice, however many wait; an idle
// log costs nothing but the watch of the database.

import type { Log } from './log.ts'

/** Backstop, should a notice ever be lost. It also keeps the process alive while somebody is subscribed. */
const BACKSTOP_MS = 5_000

export interface Heads {
  /** Resolves once the stream has a record at `position` or later, or `signal` is aborted. */
  reaches(stream: number, position: number, signal: AbortSignal): Promise<void>
  /** Begins to follow the log; the function returned ends it. */
  follow(): () => void
}

export function followHeads(log: Pick<Log, 'heads' | 'onCommit'>): Heads {
  const heads = new Map<number, number>()
  const sleepers = new Map<number, Set<() => void>>()
  let since = -1
  let reading = false
  let again = false
  let followers = 0
  let unfollow = () => {}

  const note = (stream: number, head: number) => {
    heads.set(stream, head)
    since = Math.max(since, head)
    const woken = sleepers.get(stream)
    sleepers.delete(stream)
    for (const wake of woken ?? []) wake()
  }
  const refresh = async (): Promise<void> => {
    if (reading) {
      again = true
      return
    }
    reading = true
    try {
      do {
        again = false
        for (const [stream, head] of await log.heads(since)) note(stream, head)
      } while (again)
    } catch {
      // The database does not answer: whoever fetches next reports it, and the backstop asks again.
    } finally {
      reading = false
    }
  }
  const start = () => {
    const off = log.onCommit(() => void refresh())
    const timer = setInterval(() => void refresh(), BACKSTOP_MS)
    void refresh()
    return () => {
      off()
      clearInterval(timer)
    }
  }

  const reaches = (stream: number, position: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted || (heads.get(stream) ?? -1) >= position) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        sleepers.get(stream)?.delete(wake)
        resolve(reaches(stream, position, signal))
      }
      signal.addEventListener('abort', wake)
      const waiting = sleepers.get(stream) ?? new Set()
      sleepers.set(stream, waiting.add(wake))
    })
  }

  return {
    reaches,
    follow: () => {
      followers += 1
      if (followers === 1) unfollow = start()
      let following = true
      return () => {
        if (!following) return
        following = false
        followers -= 1
        if (followers === 0) unfollow()
      }
    },
  }
}
