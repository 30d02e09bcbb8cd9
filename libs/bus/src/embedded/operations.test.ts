import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack, unpack } from './operations.ts'

describe('packing', () => {
  it('brings back any values, null told from empty', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.uint8Array({ maxLength: 30 }))), (values) => {
        expect(unpack(pack(values))).toEqual(values)
      }),
    )
  })

  it('copies: neither side can change what the other holds', () => {
    const value = new Uint8Array([1, 2, 3])
    const packed = pack([value, null, value.subarray(1)])
    value.fill(9)
    const [first, none, last] = unpack(packed)
    packed.block.fill(0)
    expect([first, none, last]).toEqual([new Uint8Array([1, 2, 3]), null, new Uint8Array([2, 3])])
    // A record that is kept keeps three bytes, not its whole batch.
    expect(first?.buffer.byteLength).toBe(3)
  })
})
