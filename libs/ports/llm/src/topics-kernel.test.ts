import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { similarities } from './topics-kernel.ts'

const samples = [
  { text: 'laptop screen black', vector: Int8Array.from({ length: 384 }, (_, i) => (i % 7) - 3) },
  { text: 'laptop battery', vector: null },
  { text: '', vector: Int8Array.from({ length: 384 }, (_, i) => (i % 5) - 2) },
  { text: 'holiday request', vector: null },
]
const kernel = similarities(samples)

describe('likeness of tickets', () => {
  it('is 1 of a ticket and itself, whatever it lacks', () => {
    samples.forEach((sample, i) => {
      expect(kernel.to(sample)[i]).toBeCloseTo(1, 5)
    })
  })

  it('is the same in the matrix, row by row', () => {
    const rows = samples.flatMap((sample, i) => [...kernel.to(sample).subarray(0, i + 1)])
    expect([...kernel.matrix()]).toEqual(rows)
  })

  it('is nothing where no word and no vector is shared', () => {
    expect([...kernel.to({ text: 'unheard of', vector: null })]).toEqual([0, 0, 0, 0])
    expect(kernel.to({ text: 'holiday', vector: null })[1]).toBe(0)
  })

  it('is greater by a rare word than by a frequent one', () => {
    const [ofScreen = 0, ofBattery = 0] = kernel.to({ text: 'laptop battery', vector: null })
    const [rare = 0] = kernel.to({ text: 'screen', vector: null })
    const [frequent = 0] = kernel.to({ text: 'laptop', vector: null })
    expect(ofBattery).toBeGreaterThan(ofScreen)
    expect(rare).toBeGreaterThan(frequent)
  })

  it('takes no notice of a vector that all samples share', () => {
    const vector = new Int8Array(384).fill(9)
    const alike = similarities([
      { text: 'laptop', vector },
      { text: 'holiday', vector },
    ])
    expect([...alike.to({ text: '', vector })]).toEqual([0, 0])
    expect([...alike.to({ text: 'laptop', vector })]).toEqual([expect.closeTo(1, 5), 0])
  })

  it('does not depend on the order of words', () => {
    expect(kernel.to({ text: 'black screen', vector: null })).toEqual(kernel.to({ text: 'screen black', vector: null }))
  })

  it('is a finite number of at most 1 for any text and vector', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const anyText = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
    const pattern = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 1, maxLength: 6 })
    const repeated = pattern.map((values) => Int8Array.from({ length: 384 }, (_, i) => values[i % values.length] ?? 0))
    const vector = fc.option(repeated, { nil: null })
    fc.assert(
      fc.property(anyText, vector, (text, given) => {
        const likenesses = [...kernel.to({ text: `${text} laptop`, vector: given })]
        expect(likenesses.filter((alike) => !Number.isFinite(alike) || alike > 1 + 1e-6)).toEqual([])
      }),
    )
  })
})
