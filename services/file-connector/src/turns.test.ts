import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLACK_MS, turns } from './turns.ts'

const signal = new AbortController().signal
const DAY = SLACK_MS

/** Tells times as the connector does, and notes them in the order in which they were told. */
function teller(all: ReturnType<typeof turns>, told: number[]) {
  const turn = all.join()
  return async (times: readonly number[]) => {
    try {
      for (const at of times) {
        if (!turn.mayTell(at)) await turn.wait(at, signal)
        told.push(at)
        await Promise.resolve()
      }
    } finally {
      turn.leave()
    }
  }
}

describe('turns', () => {
  it('let one alone go on', async () => {
    const told: number[] = []
    await teller(turns(1), told)([5 * DAY, 9 * DAY, 7 * DAY])
    expect(told).toHaveLength(3)
  })

  it('keep everybody waiting until all have told where they begin', async () => {
    const told: number[] = []
    const all = turns(2)
    const [first, second] = [teller(all, told), teller(all, told)]
    const going = first([0])
    await Promise.resolve()
    expect(told).toEqual([])
    await Promise.all([going, second([9 * DAY])])
    expect(told).toEqual([0, 9 * DAY])
  })

  it('end for one that stops while others wait', async () => {
    const all = turns(2)
    const stopping = new AbortController()
    const [a, b] = [all.join(), all.join()]
    expect(a.mayTell(5 * DAY)).toBe(false)
    const waiting = a.wait(5 * DAY, stopping.signal)
    b.leave()
    await waiting
    const again = turns(2)
    const [c] = [again.join(), again.join()]
    const stopped = c.wait(5 * DAY, stopping.signal)
    stopping.abort()
    await stopped
  })

  it('tell all of it, in order up to the slack, whoever begins', async () => {
    const file = fc.array(
      fc.integer({ min: 0, max: 40 }).map((day) => day * DAY),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
        const told: number[] = []
        const all = turns(files.length)
        const tellers = files.map(() => teller(all, told))
        await Promise.all(files.map((times, at) => tellers[at]?.([...times].sort((a, b) => a - b))))
        expect(told).toHaveLength(files.flat().length)
        told.reduce((latest, at) => {
          expect(at).toBeGreaterThanOrEqual(latest - SLACK_MS)
          return Math.max(latest, at)
        }, 0)
      }),
    )
  })
})
