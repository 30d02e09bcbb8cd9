import { shortIncidentId } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apartFrom } from './short-ids.ts'

const id = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((n) => n.toString(16).padStart(32, '0'))

describe('a short id', () => {
  it('is no prefix of any other incident', () => {
    fc.assert(
      fc.property(id, fc.array(id), (own, others) => {
        const form = apartFrom(own, others)
        for (const other of others) if (other !== own) expect(shortIncidentId(other, 26).startsWith(form)).toBe(false)
      }),
    )
  })

  it('has seven characters where that is enough', () => {
    fc.assert(
      fc.property(id, (own) => {
        expect(apartFrom(own, [own])).toBe(shortIncidentId(own))
      }),
    )
  })

  it('grows by what is needed', () => {
    const at = (n: bigint) => n.toString(16).padStart(32, '0')
    // The next character changes every 22 · 32⁶.
    expect(apartFrom(at(0n), [at(22n * 32n ** 6n)])).toHaveLength('INC-'.length + 8)
    expect(apartFrom(at(0n), [at(22n * 32n ** 9n)])).toHaveLength('INC-'.length + 26)
  })
})
