import { describe, expect, it } from 'vitest'
import { gate } from '../contract/bench.ts'
import { followHeads } from './heads.ts'

/** A log whose heads the test sets, and whose notices it sends. */
function fakeLog() {
  const heads = new Map<number, number>()
  const listeners = new Set<() => void>()
  const state = { reads: 0, broken: false, hold: Promise.resolve() }
  return {
    state,
    append: (stream: number, head: number) => {
      heads.set(stream, head)
      for (const listener of listeners) listener()
    },
    listeners,
    heads: async (since: number) => {
      state.reads += 1
      const answer = [...heads].filter(([, head]) => head > since)
      await state.hold
      if (state.broken) throw new Error('down')
      return answer
    },
    onCommit: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const never = new AbortController().signal
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('following the heads', () => {
  it('wakes who waits for a position, and nobody who waits for more', async () => {
    const log = fakeLog()
    const heads = followHeads(log)
    const unfollow = heads.follow()
    const woken: string[] = []
    for (const [name, stream, position] of [
      ['one', 1, 5],
      ['two', 1, 6],
      ['other', 2, 5],
    ] as const)
      void heads.reaches(stream, position, never).then(() => woken.push(name))
    log.append(1, 4)
    await turn()
    expect(woken).toEqual([])
    log.append(1, 5)
    await turn()
    expect(woken).toEqual(['one'])
    log.append(2, 9)
    log.append(1, 10)
    await turn()
    expect(woken.sort()).toEqual(['one', 'other', 'two'])
    unfollow()
  })

  it('answers at once for a position that was reached before', async () => {
    const log = fakeLog()
    log.append(1, 7)
    const heads = followHeads(log)
    const unfollow = heads.follow()
    await turn()
    await heads.reaches(1, 7, never)
    unfollow()
  })

  it('hears of what was appended while it was reading', async () => {
    const log = fakeLog()
    const heads = followHeads(log)
    const slow = gate()
    log.state.hold = slow.opened
    const unfollow = heads.follow()
    const reached = heads.reaches(1, 3, never)
    // Answers are being fetched without it; three notices make one more read.
    log.append(1, 1)
    log.append(1, 2)
    log.append(1, 3)
    slow.open()
    await reached
    await turn()
    expect(log.state.reads).toBe(2)
    unfollow()
  })

  it('lets go of who is aborted, before and while waiting', async () => {
    const heads = followHeads(fakeLog())
    const aborter = new AbortController()
    const waiting = heads.reaches(1, 3, aborter.signal)
    aborter.abort()
    await waiting
    await heads.reaches(1, 3, aborter.signal)
  })

  it('goes on after a read that failed', async () => {
    const log = fakeLog()
    const heads = followHeads(log)
    const unfollow = heads.follow()
    const reached = heads.reaches(1, 3, never)
    log.state.broken = true
    log.append(1, 3)
    await turn()
    log.state.broken = false
    log.append(2, 4)
    await reached
    unfollow()
  })

  it('listens only while somebody follows', () => {
    const log = fakeLog()
    const heads = followHeads(log)
    expect(log.listeners.size).toBe(0)
    const [one, other] = [heads.follow(), heads.follow()]
    expect(log.listeners.size).toBe(1)
    one()
    one()
    expect(log.listeners.size).toBe(1)
    other()
    expect(log.listeners.size).toBe(0)
  })
})
