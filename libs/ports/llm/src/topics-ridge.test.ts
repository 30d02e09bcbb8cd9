import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regress, scoresOf, scoresOfSamples } from './topics-ridge.ts'

/** Samples of which those of one class are alike by `within`, the others not at all. */
function material(labels: number[], classes: number, within: number) {
  const matrix = labels.flatMap((a, i) => labels.slice(0, i + 1).map((b, j) => (i === j ? 1 : a === b ? within : 0)))
  return { matrix: Float32Array.from(matrix), labels: Int32Array.from(labels), classes }
}

describe('ridge regression on likenesses', () => {
  const two = material([0, 0, 1], 2, 0.5)

  it('solves its equations', () => {
    const { weights } = regress(two)
    // Of one class (1 or 0, less its share 2/3): (1 + 0.5) a + 0.5 a = 1/3 for the two alike, (1 + 0.5) b = -2/3 for the other.
    expect(weights[0]).toBeCloseTo(1 / 6, 6)
    expect(weights[2]).toBeCloseTo(1 / 6, 6)
    expect(weights[4]).toBeCloseTo(-4 / 9, 6)
  })

  it('scores what is like no sample by the shares of the classes', () => {
    expect([...scoresOf(regress(two), new Float32Array(3))]).toEqual([2 / 3, 1 / 3])
  })

  it('scores every sample as its row would be', () => {
    const regression = regress(two)
    const third = scoresOf(regression, Float32Array.from([0, 0, 1]))
    expect(scoresOfSamples(two, regression).subarray(4)).toEqual(third)
    expect(third[1]).toBeGreaterThan(0.5)
  })

  it('takes nothing from a sample that is held out', () => {
    const { weights, shares } = regress(two, (sample) => sample !== 2)
    expect([...shares]).toEqual([1, 0])
    expect([...weights.subarray(4)]).toEqual([0, 0])
  })

  it('has scores that sum to 1', () => {
    const labels = fc.array(fc.nat(3), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(labels, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(11), (given, within, at) => {
        const row = Float32Array.from(given, (_, i) => (i === at ? 1 : within))
        const scores = scoresOf(regress(material(given, 4, within)), row)
        expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6)
      }),
    )
  })
})
