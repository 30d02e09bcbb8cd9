import { describe, expect, it } from 'vitest'
import { range } from '../contract/opened.ts'
import { parseAnswers, parseBulk, toAnswer } from './bulk-wire.ts'
import { faultPlan } from './fault-plan.ts'

const rates = { tooManyRequests: 0.3, unavailable: 0.1, lostAnswer: 0.1, partialBulk: 0.2 }

describe('a plan of faults', () => {
  it('keeps to its rates, and is the same for the same seed', () => {
    const fates = (seed: number) => {
      const plan = faultPlan(seed, rates)
      return range(20_000).map(() => plan.fate())
    }
    const all = fates(7)
    const share = (fate: string) => all.filter((one) => one === fate).length / all.length
    expect(share('too-many-requests')).toBeCloseTo(0.3, 1)
    expect(share('unavailable')).toBeCloseTo(0.1, 1)
    expect(share('cut') + share('hang')).toBeCloseTo(0.1, 1)
    expect(share('pass')).toBeCloseTo(0.5, 1)
    expect(fates(7)).toEqual(all)
    expect(fates(8)).not.toEqual(all)
  })

  it('fails at least one item of a bulk that it fails in part', () => {
    const plan = faultPlan(1, { ...rates, partialBulk: 1 })
    for (const items of [1, 2, 3, 40]) expect(plan.failing(items).size).toBeGreaterThan(0)
    expect(plan.failing(0).size).toBe(0)
    expect(faultPlan(1, { ...rates, partialBulk: 0 }).failing(40).size).toBe(0)
  })
})

describe('a bulk on the wire', () => {
  it('is read and answered item by item', () => {
    const body =
      '{"create":{"_index":"i","_id":"a"}}\n{"x":1}\n{"index":{"_index":"j","_id":"b","if_seq_no":1}}\n{"x":2}\n'
    const items = parseBulk(body)
    expect(items.map(({ operation, index, id, source }) => [operation, index, id, source])).toEqual([
      ['create', 'i', 'a', '{"x":1}'],
      ['index', 'j', 'b', '{"x":2}'],
    ])
    expect(items.map(({ lines }) => lines).join('')).toBe(body)
    const answer = toAnswer(items, [{ status: 201 }, { status: 429 }])
    expect(JSON.parse(answer)).toMatchObject({
      errors: true,
      items: [{ create: { status: 201 } }, { index: { status: 429 } }],
    })
    expect(parseAnswers(answer)).toEqual([{ status: 201 }, { status: 429 }])
  })
})
