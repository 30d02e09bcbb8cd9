import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoTime } from './iso-time.ts'

describe('a time', () => {
  it.each([
    '',
    'yesterday',
    '2025-02-30',
    '2025-13-01',
    '2025-01-01T24:00',
    '2025-01-01 10:61',
    '2025-01-01T10:00:00+19:00',
    '01/02/2025',
    '12',
    '1969-12-31',
    '-1',
    'NaN',
  ])('is not read out of %j', (text) => expect(isoTime(text)).toBeNull())

  it.each([
    ['2025-09-08T09:41:50.844Z', '2025-09-08T09:41:50.844Z'],
    ['2025-09-08T09:41:50.844+0000', '2025-09-08T09:41:50.844Z'],
    ['2025-09-08T11:41:50+02:00', '2025-09-08T09:41:50.000Z'],
    ['2025-09-08T04:11:50.1-0530', '2025-09-08T09:41:50.100Z'],
    ['2025-09-08 09:41:50', '2025-09-08T09:41:50.000Z'],
    ['2025-09-08 09:41', '2025-09-08T09:41:00.000Z'],
    ['2025-09-08 09:41:50 UTC', '2025-09-08T09:41:50.000Z'],
    ['2025-09-08', '2025-09-08T00:00:00.000Z'],
    ['1757324510', '2025-09-08T09:41:50.000Z'],
    ['1757324510844', '2025-09-08T09:41:50.844Z'],
    ['1757324510.844', '2025-09-08T09:41:50.844Z'],
  ])('%s is %s', (text, expected) => expect(isoTime(text)).toBe(Date.parse(expected)))

  it('comes back from every date that it was written from', () => {
    const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(date, (at) => {
        expect(isoTime(at.toISOString())).toBe(at.getTime())
      }),
    )
  })

  it('is an instant after 1970 or nothing, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-:T Z+.'), maxLength: 32 }), (text) => {
        const time = isoTime(text)
        expect(time === null || (Number.isSafeInteger(time) && time >= 0)).toBe(true)
      }),
    )
  })
})
