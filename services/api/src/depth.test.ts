import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depthOf } from './depth.ts'

const depth = (text: string, limit = 100) => depthOf(new TextEncoder().encode(text), limit)

const levels = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levels)) : 0

describe('the depth of a JSON text', () => {
  it.each([
    ['', 0],
    ['"[[["', 0],
    ['"\\"[["', 0],
    ['"\\\\"', 0],
    ['[]', 1],
    ['[{"a":[]},[]]', 3],
    [']]]][[', 0],
    ['[[', 2],
  ])('of %j is %d', (text, expected) => {
    expect(depth(text)).toBe(expected)
  })

  it('stops counting above the limit', () => {
    expect(depth('['.repeat(1_000_000), 32)).toBe(33)
  })

  it('is that of the value, whatever its texts are', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(depth(text)).toBe(levels(JSON.parse(text)))
      }),
    )
  })
})
