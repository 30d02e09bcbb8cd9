// Notices that a member has lost its group, also when kafkajs does not: a crash that it tells, or silence.

import { ThalaError } from '@thala/contracts'
import type { Consumer } from './client.ts'

/** Joining may wait for dead members as long as their session, and a little. */
const SESSIONS = 1.5
const LEAST_MS = 15_000
const LOOK_MS = 1_000

export const silenceLimitMs = (sessionTimeoutMs: number): number => Math.max(SESSIONS * sessionTimeoutMs, LEAST_MS)

/** Calls `lost` once. The function returned ends the watch. */
export function watch(consumer: Consumer, sessionTimeoutMs: number, lost: (reason: unknown) => void): () => void {
  const limitMs = silenceLimitMs(sessionTimeoutMs)
  let lastSign = Date.now()
  const sign = () => {
    lastSign = Date.now()
  }
  const end = () => clearInterval(timer)
  const once = (reason: unknown) => {
    end()
    lost(reason)
  }
  const timer = setInterval(() => {
    if (Date.now() - lastSign > limitMs)
      once(
        new ThalaError(
          'dependency-down',
          `no heartbeat of a Kafka group was answered for ${limitMs} ms: joining again`,
        ),
      )
  }, LOOK_MS)
  consumer.on(consumer.events.HEARTBEAT, sign)
  consumer.on(consumer.events.GROUP_JOIN, sign)
  consumer.on(consumer.events.CRASH, ({ payload }) => once(payload.error))
  return end
}
