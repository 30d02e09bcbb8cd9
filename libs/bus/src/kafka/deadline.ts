// kafkajs may leave a call without an answer for ever when a connection ends while it is being made: so none is waited
// for without a limit.

import { ThalaError } from '@thala/contracts'

/** Above kafkajs' own limit for one request. */
export const ANSWER_LIMIT_MS = 20_000

export function withinDeadline<T>(
  what: string,
  work: Promise<T>,
  { limitMs = ANSWER_LIMIT_MS, late }: { limitMs?: number; late?: (error: unknown) => void } = {},
): Promise<T> {
  return settledBefore(limitMs, work, () => {
    const error = new ThalaError('dependency-down', `Kafka left ${what} without an answer for ${limitMs} ms`)
    late?.(error)
    return error
  })
}

/** Settles as the work does, or else, when the time is up, rejects with what `expire` makes. */
export async function settledBefore<T>(limitMs: number, work: Promise<T>, expire: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expire()), limitMs)
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
