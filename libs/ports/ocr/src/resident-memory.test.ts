import { describe, expect, it } from 'vitest'
import { residentBytes } from './resident-memory.ts'

describe('the resident memory of a process', () => {
  it('grows with what it holds', async () => {
    const before = await residentBytes(process.pid)
    const held = Buffer.alloc(64_000_000, 1)
    expect(before).toBeGreaterThan(10_000_000)
    expect((await residentBytes(process.pid)) - before).toBeGreaterThan(held.length / 2)
  })

  it('is nothing when the process is gone', async () => {
    expect(await residentBytes(2 ** 22 + 1)).toBe(0)
  })
})
