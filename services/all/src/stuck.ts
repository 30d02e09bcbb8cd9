// Waits for work of running services, and tells what holds it up: a full disk would else look like much work.
// Promise: while nothing moves and a reason is known, the wait ends after a while with one line that says both.

import { ThalaError } from '@thala/contracts'
import type { Backlog } from '@thala/runtime'
import type { Health } from '@thala/service'

const LOOK_EVERY_MS = 250
/** A server that is restarted is back by then. */
const STUCK_MS = 20_000

export interface Watched {
  /** Of what does the work. */
  health(): readonly Health[]
  /** Anything that is another text as soon as something has moved. */
  progress(): string
  /** Told the first reason, and each that takes its place, once. */
  onReason(reason: string): void
  /** For tests. */
  readonly stuckMs?: number | undefined
}

/** For work that is a drain: what it tells, as progress. */
export function backlogSeen(): { readonly seen: (now: Backlog) => void; readonly progress: () => string } {
  let latest = ''
  return {
    seen: ({ waiting, ends }) => {
      latest = `${waiting} ${ends}`
    },
    progress: () => latest,
  }
}

/** What `work` answers, which goes on by itself. Throws `dependency-down` when it is stuck, or can go on no more. */
export async function unlessStuck<T>(work: Promise<T>, watched: Watched): Promise<T> {
  const { promise: stuck, reject } = Promise.withResolvers<never>()
  const told = new Set<string>()
  const { stuckMs = STUCK_MS } = watched
  let before = ''
  let movedAt = performance.now()
  const look = setInterval(() => {
    const all = watched.health()
    const reasons = all.flatMap((one) => one.reasons)
    // Several services wait for the same: the first says it for all.
    const [reason] = reasons
    if (reason !== undefined && !told.has(reason)) {
      told.add(reason)
      watched.onReason(reason)
    }
    const now = watched.progress()
    // Without a reason it is slow, not stuck.
    if (now !== before || reasons.length === 0) movedAt = performance.now()
    before = now
    const isDead = all.some(({ live }) => !live)
    if (isDead || performance.now() - movedAt > stuckMs) reject(stuckError(reasons, isDead ? 0 : stuckMs))
  }, LOOK_EVERY_MS)
  try {
    return await Promise.race([work, stuck])
  } finally {
    clearInterval(look)
    work.catch(() => undefined)
  }
}

function stuckError([reason = 'it ended', ...more]: readonly string[], afterMs: number): ThalaError {
  const others = more.length > 0 ? ` (and ${more.length} more)` : ''
  const since = afterMs > 0 ? `nothing has moved for ${Math.round(afterMs / 1000)} s: ` : ''
  return new ThalaError(
    'dependency-down',
    `${since}${reason}${others}. What was taken in is kept: mend this, then run the same command again`,
  )
}
