import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atMost } from './at-most.ts'

describe('so many at the same time', () => {
  it('are never more, each has its turn in order, and failures take no place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (most, fails) => {
          const turn = atMost(most)
          const begun: number[] = []
          let atOnce = 0
          let peak = 0
          const works = fails.map((isFailing, n) =>
            turn(async () => {
              begun.push(n)
              peak = Math.max(peak, ++atOnce)
              await Promise.resolve()
              atOnce--
              if (isFailing) throw new Error(`work ${n}`)
              return n
            }),
          )
          const settled = await Promise.allSettled(works)
          expect(begun).toEqual(fails.map((_, n) => n))
          expect(peak).toBe(Math.min(most, fails.length))
          expect(settled.map(({ status }) => status === 'rejected')).toEqual(fails)
        },
      ),
    )
  })
})
