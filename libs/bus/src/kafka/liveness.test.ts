import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openClient } from './client.ts'
import { silenceLimitMs, watch } from './liveness.ts'

const SESSION_MS = 30_000
const LIMIT_MS = silenceLimitMs(SESSION_MS)

describe('a member that hears nothing from its group', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const consumer = () =>
    openClient({ brokers: ['127.0.0.1:1'] }).member('group', () => ({
      name: 'x',
      version: 0,
      assign: () => Promise.resolve([]),
      protocol: () => ({ name: 'x', metadata: Buffer.alloc(0) }),
    })).consumer

  it('is lost once, after more than a session', () => {
    const reasons: unknown[] = []
    watch(consumer(), SESSION_MS, (reason) => reasons.push(reason))
    vi.advanceTimersByTime(SESSION_MS)
    expect(reasons).toEqual([])
    vi.advanceTimersByTime(LIMIT_MS)
    expect(reasons).toEqual([expect.objectContaining({ code: 'dependency-down' })])
  })

  it('is not when the watch has ended', () => {
    const reasons: unknown[] = []
    watch(consumer(), SESSION_MS, (reason) => reasons.push(reason))()
    vi.advanceTimersByTime(2 * LIMIT_MS)
    expect(reasons).toEqual([])
  })
})
