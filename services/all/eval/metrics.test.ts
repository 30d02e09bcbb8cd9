import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hitAt, judged, macroF1, meanReciprocalRank, recallAtFalseAlarms, wordRecall } from './metrics.ts'

const row = (truth: string, predicted: string) => ({ truth, predicted })

describe('macro-F1', () => {
  it('of nothing is 0, not NaN', () => {
    expect(macroF1([])).toBe(0)
  })

  it('weighs every class the same, however rare', () => {
    const rows = [...Array.from({ length: 98 }, () => row('a', 'a')), row('b', 'a'), row('b', 'a')]
    expect(macroF1(rows)).toBeCloseTo((2 * 98) / (98 + 100) / 2, 6)
  })

  it('counts a class that was only ever predicted as the mistake it is, and not as a class', () => {
    expect(macroF1([row('a', 'a'), row('a', 'c')])).toBeCloseTo(2 / 3, 6)
  })

  it('is 1 for what is all right, and stays within 0 and 1', () => {
    const names = fc.constantFrom('a', 'b', 'c')
    fc.assert(
      fc.property(fc.array(fc.record({ truth: names, predicted: names }), { minLength: 1 }), (rows) => {
        const value = macroF1(rows)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(value === 1).toBe(rows.every(({ truth, predicted }) => truth === predicted))
      }),
    )
  })

  it('takes any accepted class for the right one', () => {
    expect(judged(['discussion', 'unrelated'], 'unrelated')).toEqual(row('discussion', 'discussion'))
    expect(judged(['discussion', 'unrelated'], 'resolution')).toEqual(row('discussion', 'resolution'))
  })
})

describe('recall at a rate of false alarms', () => {
  const alarms = (scores: readonly number[], real: boolean) => scores.map((score) => ({ score, real }))

  it('lets no more than the rate of the others through', () => {
    const others = Array.from({ length: 100 }, (_, i) => i / 100)
    const rows = [...alarms(others, false), ...alarms([0.2, 0.94, 0.945, 0.96, 1], true)]
    expect(recallAtFalseAlarms(rows, 0.05)).toBe(3 / 5)
  })

  it('hears nothing that scores as the first that must not pass', () => {
    const rows = [...alarms([0.5, 0.5, 0.5], false), ...alarms([0.5, 0.5], true)]
    expect(recallAtFalseAlarms(rows, 0.05)).toBe(0)
  })

  it('hears everything where there is nothing to be wrong about, and is 0 without reports', () => {
    expect(recallAtFalseAlarms(alarms([0.1], true), 0.05)).toBe(1)
    expect(recallAtFalseAlarms(alarms([0.1], false), 0.05)).toBe(0)
  })

  it('never passes the rate, for any scores', () => {
    const scored = fc.record({ score: fc.constantFrom(0, 0.25, 0.5, 0.75, 1), real: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(scored, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (rows, rate) => {
          const others = rows.filter(({ real }) => !real)
          const heard = recallAtFalseAlarms(
            rows.map((one) => ({ ...one, real: true })),
            0,
          )
          expect(heard).toBe(1)
          const asReal = [...others, ...others.map(({ score }) => ({ score, real: true }))]
          expect(recallAtFalseAlarms(asReal, rate)).toBeLessThanOrEqual(others.length === 0 ? 1 : rate + 1e-9)
        },
      ),
    )
  })
})

describe('ranks', () => {
  it('count what was not found as a miss', () => {
    const ranks = [1, 3, null, 10]
    expect(hitAt(1)(ranks)).toBe(0.25)
    expect(hitAt(5)(ranks)).toBe(0.5)
    expect(hitAt(10)(ranks)).toBe(0.75)
    expect(meanReciprocalRank(ranks)).toBeCloseTo((1 + 1 / 3 + 0 + 0.1) / 4, 6)
  })

  it('of no query are 0', () => {
    expect(hitAt(1)([])).toBe(0)
    expect(meanReciprocalRank([])).toBe(0)
  })
})

describe('word recall', () => {
  it('is 0 where nothing was read or wanted', () => {
    expect(wordRecall('Access denied', '')).toBe(0)
    expect(wordRecall('…', 'Access denied')).toBe(0)
  })

  it('forgives case, order and punctuation, and counts repeated words', () => {
    expect(wordRecall('Access denied!', 'DENIED: access')).toBe(1)
    expect(wordRecall('error 5: error', 'error 5')).toBeCloseTo(2 / 3, 6)
  })
})
