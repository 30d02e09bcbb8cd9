import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loneConsumer } from '../fixtures/kafka.ts'
import { silenceLimitMs, watch } from './liveness.ts'

const SESSION_MS = 30_000
const LIMIT_MS = silenceLimitMs(SESSION_MS)

describe('a member that hears nothing from its group', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is lost once, after more than a session', () => {
    const reasons: unknown[] = []
    watch(loneConsumer(), SESSION_MS, (reason) => reasons.push(reason))
    vi.advanceTimersByTime(SESSION_MS)
    expect(reasons).toEqual([])
    vi.advanceTimersByTime(LIMIT_MS)
    expect(reasons).toEqual([expect.objectContaining({ code: 'dependency-down' })])
  })

  it('is not when the watch has ended', () => {
    const reasons: unknown[] = []
    watch(loneConsumer(), SESSION_MS, (reason) => reasons.push(reason))()
    vi.advanceTimersByTime(2 * LIMIT_MS)
    expect(reasons).toEqual([])
  })
})
