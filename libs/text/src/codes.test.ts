import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { terms } from './analyze.ts'
import { codesAmong, isCode } from './codes.ts'

describe('a code', () => {
  it.each([
    ['error PKP-7731: lease expired', ['pkp-7731']],
    ['Promo is rejected with `E-1042`', ['e-1042']],
    ['ORA-00060 deadlock on orders-db-2', ['ora-00060', 'orders-db-2']],
    ['err1042 on the basket', ['err1042']],
    ['build-8843 failed on ip-10-0-0-1', ['build-8843', 'ip-10-0-0-1']],
  ])('is in %s', (text, codes) => {
    expect(codesAmong(terms(text))).toEqual(codes)
  })

  it.each([
    'checkout',
    '2025-09-17',
    '10.0.0.1',
    'v2.3.1',
    'autumn10',
    '1500ms',
    '5pm',
    '16gb',
    '2nd',
    'e-1',
    'a'.repeat(40).concat('1'),
  ])('is not %s', (term) => {
    expect(isCode(term)).toBe(false)
  })

  it('stands once in the list, which has an end', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (some) => {
        const codes = codesAmong([...some, ...some])
        expect(new Set(codes).size).toBe(codes.length)
        expect(codes.every((code) => some.includes(code))).toBe(true)
      }),
    )
    expect(codesAmong(Array.from({ length: 100 }, (_, n) => `code-${n}`))).toHaveLength(64)
  })
})
