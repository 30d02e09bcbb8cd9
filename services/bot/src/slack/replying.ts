// In time: within the response when the answer is ready soon, else an empty response now and the answer later.
// Promise: whoever asked hears something, also when the answer fails or takes for ever.

import { setTimeout as wait } from 'node:timers/promises'
import { isThalaError, ThalaError } from '@thala/contracts'
import type { Answer } from '../answer.ts'
import { line } from '../incident-actions.ts'

/** Slack gives up after 3 s. */
export const ACKNOWLEDGE_WITHIN_MS = 800
/** An answer that takes longer is given up. */
export const ANSWER_WITHIN_MS = 120_000

/** What is ready within the time; null for what is not yet. */
export async function within<T>(timeMs: number, work: Promise<T>): Promise<T | null> {
  const timer = new AbortController()
  const late = wait(timeMs, null, { signal: timer.signal })
  // Nobody waits for it once it is aborted.
  late.catch(() => null)
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}

/** Never rejects: what went wrong is reported, and told in a line. */
export async function toldAnyway<A extends Answer>(
  answer: () => Promise<A>,
  report: (error: unknown) => void,
  withinMs: number = ANSWER_WITHIN_MS,
): Promise<A | Answer> {
  try {
    const ready = await within(withinMs, answer())
    if (ready !== null) return ready
    throw new ThalaError('dependency-down', `an answer for Slack took more than ${withinMs / 1000} s`)
  } catch (error) {
    report(error)
    return isThalaError(error, 'dependency-down')
      ? line('Something that the answer needs does not answer itself: try again in a minute.')
      : line('Something failed here, and the log of the server says what.')
  }
}
