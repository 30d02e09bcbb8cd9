import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur2, partitionFor } from './murmur2.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('murmur2', () => {
  // From Kafka's own UtilsTest.java, testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])("gives Kafka's hash of '%s'", (text, hash) => {
    expect(murmur2(bytes(text))).toBe(hash)
  })

  it('hashes the bytes of a view, not those of the buffer behind it', () => {
    const inside = bytes('..foobar..').subarray(2, 8)
    expect(murmur2(inside)).toBe(-790332482)
  })

  it('is a signed 32-bit integer for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
        const hash = murmur2(data)
        expect(hash).toBe(hash | 0)
      }),
    )
  })
})

describe('partitionFor', () => {
  it('drops the sign bit rather than the sign: -973932308 & 0x7fffffff = 1173551340', () => {
    expect(partitionFor('21', null, 1_000_000_007)).toBe(1_173_551_340 % 1_000_000_007)
  })

  it('takes an empty key for a key, whatever the value', () => {
    expect(partitionFor('', bytes('a'), 8)).toBe(partitionFor('', bytes('b'), 8))
  })

  it('spreads records without a key by their value', () => {
    const partitions = Array.from({ length: 200 }, (_, i) => partitionFor(null, bytes(`value ${i}`), 8))
    expect(new Set(partitions).size).toBe(8)
    expect(partitionFor(null, null, 8)).toBe(partitionFor(null, new Uint8Array(0), 8))
  })

  it('is one of the partitions, and always the same one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        const partition = partitionFor(key, null, partitions)
        expect(partition).toBeGreaterThanOrEqual(0)
        expect(partition).toBeLessThan(partitions)
        expect(partitionFor(key, bytes('another value'), partitions)).toBe(partition)
      }),
    )
  })
})
