import { describe, expect, it } from 'vitest'
import { killPlan } from './killer.ts'

const victims = ['a', 'b', 'c', 'd', 'e']

describe('a plan of kills', () => {
  it('takes every victim equally often, never beyond the longest wait', () => {
    const plan = killPlan(victims, 20, 1, 500)
    for (const victim of victims) expect(plan.filter((kill) => kill.victim === victim)).toHaveLength(20)
    expect(Math.max(...plan.map(({ afterMs }) => afterMs))).toBeLessThan(500)
  })

  it('is the same for the same seed, and another for another one', () => {
    expect(killPlan(victims, 5, 3, 500)).toEqual(killPlan(victims, 5, 3, 500))
    expect(killPlan(victims, 5, 4, 500)).not.toEqual(killPlan(victims, 5, 3, 500))
  })
})
