import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DENSE } from './dense.ts'
import { type Features, hashName } from './features.ts'
import { contributions, type Head, known, read, softmax } from './heads.ts'

const vocabulary = new Map([
  [hashName('down'), DENSE],
  [hashName('lunch'), DENSE + 1],
])
const features = (names: string[]): Features => ({ dense: new Float32Array(DENSE), names })

function head(weights: Record<number, readonly [number, number]>): Head {
  const flat = new Float32Array((DENSE + 2) * 2)
  for (const [feature, pair] of Object.entries(weights)) flat.set(pair, Number(feature) * 2)
  return { classes: ['no', 'yes'], temperature: 1, weights: flat }
}

describe('softmax', () => {
  it('sums to 1 for any finite scores, also huge ones', () => {
    const scores = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(scores, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, temperature) => {
        const result = softmax(values, temperature)
        expect(result.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
        expect(result.every((p) => p >= 0 && p <= 1)).toBe(true)
      }),
    )
  })

  it('is flatter at a higher temperature, with the same winner', () => {
    const [cold = 0] = softmax([2, 0], 1)
    const [warm = 0] = softmax([2, 0], 3)
    expect(warm).toBeLessThan(cold)
    expect(warm).toBeGreaterThan(0.5)
  })
})

describe('known', () => {
  it('keeps only names of the vocabulary, at one length together', () => {
    const { found, value } = known(['down', 'unheard', 'lunch'], vocabulary)
    expect([...found.keys()]).toEqual(['down', 'lunch'])
    expect(value).toBeCloseTo(1 / Math.sqrt(3))
  })
})

describe('read', () => {
  it('is undecided when nothing is known', () => {
    expect(read(head({}), features(['unheard']), vocabulary).probabilities).toEqual([0.5, 0.5])
  })

  it('follows the weights of the names it knows', () => {
    expect(read(head({ [DENSE]: [-2, 2] }), features(['down']), vocabulary).best).toBe(1)
    expect(read(head({ [DENSE]: [2, -2] }), features(['down']), vocabulary).best).toBe(0)
  })
})

describe('contributions', () => {
  it('names each word with what it gave to one class against the other', () => {
    const given = contributions(
      head({ [DENSE]: [-1, 2], [DENSE + 1]: [1, 0] }),
      features(['down', 'lunch']),
      vocabulary,
      1,
      0,
    )
    expect(given).toEqual([
      { ground: 'words', name: 'down', gain: expect.closeTo(3 / Math.sqrt(3)) },
      { ground: 'words', name: 'lunch', gain: expect.closeTo(-1 / Math.sqrt(3)) },
    ])
  })

  it('sums the dense features by ground and leaves the constant one out', () => {
    const dense = new Float32Array(DENSE)
    dense.set([1, 1], 0)
    dense[1536] = 1
    const given = contributions(head({ 0: [0, 1], 1: [0, 2], 1536: [0, 9] }), { dense, names: [] }, vocabulary, 1, 0)
    expect(given).toEqual([{ ground: 'meaning', gain: 3 }])
  })
})
