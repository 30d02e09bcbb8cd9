import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientTime, readTime } from './source-time.ts'

const EIGHT = Date.UTC(2025, 8, 10, 8)

describe('a time as clients write it', () => {
  it.each([
    '',
    'yesterday',
    '2025',
    '2025-09',
    '2025-02-30T08:00:00Z',
    '2025-13-01T08:00:00Z',
    '2025-09-10T24:00:00Z',
    '2025-09-10T08:60:00Z',
    '2025-09-10T08:00:00+16:00',
    '1969-12-31T23:59:59Z',
    '1969-12-31',
    '12345',
    '-1757491200',
    '2025-09-10T08:00:00ZZ',
    '99999999999999999999',
  ])('%j is none', (text) => {
    expect(readTime(text)).toBeNull()
    expect(clientTime.safeParse(text).success).toBe(false)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300])('%d is none', (value) => {
    expect(readTime(value)).toBeNull()
  })

  it.each<[string | number, number]>([
    ['2025-09-10T08:00:00Z', EIGHT],
    ['2025-09-10T08:00:00', EIGHT],
    ['2025-09-10 08:00:00', EIGHT],
    ['2025-09-10T08:00', EIGHT],
    ['2025-09-10T08:00:00.123456', EIGHT + 123],
    ['2025-09-10T08:00:00,5Z', EIGHT + 500],
    ['2025-09-10T10:00:00+02:00', EIGHT],
    ['2025-09-10T10:00:00+0200', EIGHT],
    ['2025-09-10T03:30:00-04:30', EIGHT],
    ['2025-09-10', Date.UTC(2025, 8, 10)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1757491200', EIGHT],
    ['1757491200.123456', EIGHT + 123],
    [1757491200, EIGHT],
    [1757491200123, EIGHT + 123],
    [0, 0],
  ])('%j is read', (value, expected) => {
    expect(readTime(value)).toBe(expected)
    expect(clientTime.parse(value)).toBe(expected)
  })

  it('is what its program printed', () => {
    const any = fc.date({ min: new Date(0), max: new Date(Date.UTC(9999, 0, 1)), noInvalidDate: true })
    fc.assert(
      fc.property(any, (date) => {
        expect(readTime(date.toISOString())).toBe(date.getTime())
      }),
    )
  })

  it('is found or not, quickly, in any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), (text) => {
        const at = readTime(text)
        expect(at === null || (Number.isSafeInteger(at) && at >= 0)).toBe(true)
      }),
    )
  })
})
