import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces } from './marked.ts'

describe('a text with marks', () => {
  it('is cut at them', () => {
    expect(
      pieces({
        text: 'payments time out',
        marks: [
          { start: 0, end: 8 },
          { start: 14, end: 17 },
        ],
      }),
    ).toEqual([
      { text: 'payments', isMarked: true },
      { text: ' time ', isMarked: false },
      { text: 'out', isMarked: true },
    ])
  })

  it('is whole again when its pieces are joined, whatever the marks are', () => {
    const mark = fc.record({ start: fc.integer({ min: -5, max: 50 }), end: fc.integer({ min: -5, max: 50 }) })
    fc.assert(
      fc.property(fc.string(), fc.array(mark), (text, marks) => {
        expect(
          pieces({ text, marks })
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})
