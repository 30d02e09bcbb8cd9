// What was taken already, for a while. Promise: bounded, and when it is full it says so rather than forget: an attacker must
// not be able to make room for a replay.

export interface Seen {
  /** `full`: not remembered, so not to be taken. */
  take(key: string, expiresAt: number, now: number): 'new' | 'seen' | 'full'
  /** It failed: the next one counts as the first. */
  forget(key: string): void
  size(): number
}

export function rememberSeen(most: number): Seen {
  const expiries = new Map<string, number>()
  const prune = (now: number) => {
    for (const [key, expiresAt] of expiries) if (expiresAt < now) expiries.delete(key)
  }
  let nextPrune = 0
  return {
    take: (key, expiresAt, now) => {
      if ((expiries.get(key) ?? -1) >= now) return 'seen'
      if (expiries.size >= most && now >= nextPrune) {
        prune(now)
        // Not for each one of a flood.
        if (expiries.size >= most) nextPrune = now + PRUNE_EVERY_MS
      }
      if (expiries.size >= most) return 'full'
      expiries.set(key, expiresAt)
      return 'new'
    },
    forget: (key) => {
      expiries.delete(key)
    },
    size: () => expiries.size,
  }
}

const PRUNE_EVERY_MS = 1_000
