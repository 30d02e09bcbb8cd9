import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbered, range, vectorOf } from '../contract/opened.ts'
import { createMatrix, type Matrix } from './matrix.ts'

const place = (matrix: Matrix, doc: number, conversation: string, vector: Int8Array) =>
  matrix.set({ doc, found: { id: numbered(doc), conversation, vector } })

/** By the definition, in floats. */
function cosineOf(a: Int8Array, b: Int8Array): number {
  const dot = (x: Int8Array, y: Int8Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

describe('matrix', () => {
  it('finds nothing when it is empty, and nothing in conversations that it does not know', () => {
    const matrix = createMatrix()
    expect(matrix.nearest(vectorOf({ 0: 1 }), ['c1'], 10)).toEqual([])
    place(matrix, 1, 'c1', vectorOf({ 0: 1 }))
    expect(matrix.nearest(vectorOf({ 0: 1 }), ['c2'], 10)).toEqual([])
    expect(matrix.cosine(vectorOf({ 0: 1 }), 2)).toBeNull()
  })

  it('does not overflow at the largest values there are', () => {
    const matrix = createMatrix()
    const extreme = new Int8Array(384).fill(-128)
    place(matrix, 1, 'c1', extreme)
    expect(matrix.nearest(extreme, ['c1'], 1)[0]?.cosine).toBeCloseTo(1, 12)
    expect(matrix.cosine(new Int8Array(384).fill(127), 1)).toBeCloseTo(-1, 12)
  })

  it('forgets a vector that is gone, and takes it back', () => {
    const matrix = createMatrix()
    const query = vectorOf({ 0: 1 })
    place(matrix, 1, 'c1', query)
    matrix.set({ doc: 1, found: null })
    matrix.set({ doc: 2, found: null })
    expect(matrix.nearest(query, ['c1'], 10)).toEqual([])
    expect(matrix.cosine(query, 1)).toBeNull()
    place(matrix, 1, 'c1', query)
    expect(matrix.nearest(query, ['c1'], 10).length).toBe(1)
  })

  it('keeps all rows while it grows', () => {
    const matrix = createMatrix()
    for (const n of range(3000)) place(matrix, n, `c${n % 3}`, vectorOf({ [n % 384]: 1 + (n % 100) }))
    expect(matrix.nearest(vectorOf({ 5: 1 }), ['c0', 'c1', 'c2'], 3000).length).toBe(3000)
    expect(range(3000).filter((n) => Math.abs((matrix.cosine(vectorOf({ [n % 384]: 1 }), n) ?? 0) - 1) > 1e-9)).toEqual(
      [],
    )
  })

  it('cuts equals by id, whatever the order they came in', () => {
    const matrix = createMatrix()
    for (const n of range(100)) place(matrix, (n * 37) % 100, 'c1', vectorOf({ 0: 9 }))
    expect(matrix.nearest(vectorOf({ 0: 1 }), ['c1'], 7).map(({ doc }) => doc)).toEqual(range(7))
  })

  it('gives what sorting everything by the definition of the cosine gives', () => {
    const change = fc.record({
      doc: fc.integer({ min: 0, max: 30 }),
      conversation: fc.constantFrom('a', 'b', 'c'),
      axes: fc.dictionary(fc.constantFrom('0', '1', '383'), fc.integer({ min: 1, max: 127 }), { minKeys: 1 }),
      gone: fc.boolean(),
    })
    const conversations = fc.subarray(['a', 'b', 'c', 'unknown'])
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        conversations,
        fc.integer({ min: 1, max: 12 }),
        (all, some, n) => {
          const matrix = createMatrix()
          const model = new Map<number, { conversation: string; vector: Int8Array }>()
          for (const { doc, conversation, axes, gone } of all) {
            const vector = vectorOf(axes)
            if (gone) model.delete(doc)
            else model.set(doc, { conversation, vector })
            matrix.set({ doc, found: gone ? null : { id: numbered(doc), conversation, vector } })
          }
          const query = vectorOf({ 0: 100, 1: 50, 383: -20 })
          const expected = [...model]
            .filter(([, one]) => some.includes(one.conversation))
            .map(([doc, one]) => ({ doc, cosine: cosineOf(query, one.vector) }))
            .sort((a, b) => b.cosine - a.cosine)
            .slice(0, n)
          const found = matrix.nearest(query, some, n)
          expect(found.length).toBe(expected.length)
          for (const [i, near] of found.entries()) {
            expect(near.cosine).toBeCloseTo(expected[i]?.cosine ?? 2, 9)
            expect(near.id).toBe(numbered(near.doc))
          }
        },
      ),
    )
  })
})
