import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ANSWER_LIMIT_MS, withinDeadline } from './deadline.ts'

describe('a call with a deadline', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('answers as the call does', async () => {
    await expect(withinDeadline('a commit', Promise.resolve(7))).resolves.toBe(7)
    await expect(withinDeadline('a commit', Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('that is never answered is given up, and told', async () => {
    const told: unknown[] = []
    const call = withinDeadline('a commit', new Promise(() => {}), { late: (error) => told.push(error) })
    const refused = expect(call).rejects.toMatchObject({
      code: 'dependency-down',
      message: expect.stringContaining('a commit'),
    })
    vi.advanceTimersByTime(ANSWER_LIMIT_MS)
    await refused
    expect(told).toHaveLength(1)
  })
})
