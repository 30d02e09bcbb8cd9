// How long to wait between tries, and how often.

/** A request that fails 45 % of the time gets through with 99 %; the waits add up to 3 s. */
export const ATTEMPTS = 6
const FIRST_WAIT_MS = 100
const MAX_WAIT_MS = 2000
/** A server that asks for more is down as far as a caller is concerned: the caller pauses, and asks again. */
const MAX_RETRY_AFTER_MS = 10_000

/** Null: do not try again. `attempt` counts from 1; `random` is from 0 to 1. */
export function waitMs(attempt: number, retryAfterMs: number | null, random: number): number | null {
  if (attempt >= ATTEMPTS) return null
  if (retryAfterMs !== null) return retryAfterMs > MAX_RETRY_AFTER_MS ? null : retryAfterMs
  const full = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_WAIT_MS)
  // Spread, so that clients which failed together do not come back together.
  return full / 2 + (full / 2) * random
}
