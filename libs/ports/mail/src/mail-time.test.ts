import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromLine, mailTime, receivedTime } from './mail-time.ts'

describe('the date of a mail', () => {
  it.each([
    '',
    'rubbish',
    'Mon, 31 Feb 2025 09:41:50 +0000',
    'Mon, 8 Xyz 2025 09:41:50 +0000',
    'Mon, 8 Sep 2025 29:41:50 +0000',
    'Thu Jan  1 00:00:00 1960',
    '2025',
  ])('is not read out of %j, and never the present moment', (text) => expect(mailTime(text)).toBeNull())

  it.each([
    ['Mon, 8 Sep 2025 09:41:50 +0200', '2025-09-08T07:41:50Z'],
    ['8 Sep 2025 09:41 GMT', '2025-09-08T09:41:00Z'],
    ['Mon, 08 Sep 2025 09:41:50 -0700 (PDT)', '2025-09-08T16:41:50Z'],
    ['Mon, 8 Sep 25 09:41:50 EST', '2025-09-08T14:41:50Z'],
    ['Mon, 8 Sep 1997 09:41:50', '1997-09-08T09:41:50Z'],
    ['Mon Sep  8 09:41:50 2025', '2025-09-08T09:41:50Z'],
    ['Mon Sep 08 09:41:50 +0200 2025', '2025-09-08T07:41:50Z'],
    ['Mon Sep  8 09:41:50 2025 -0100', '2025-09-08T10:41:50Z'],
  ])('%s is %s', (text, expected) => expect(mailTime(text)).toBe(Date.parse(expected)))

  it('is an instant after 1970 or nothing, whatever is written', () => {
    const piece = fc.constantFrom(
      'Mon',
      ', ',
      ' ',
      '8',
      '31',
      ' Feb ',
      ' Sep ',
      '2025',
      '09:41:50',
      '+0200',
      '(',
      ')',
      '99',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const time = mailTime(pieces.join(''))
        expect(time === null || (Number.isSafeInteger(time) && time >= 0)).toBe(true)
      }),
    )
  })

  it('of a hop stands behind the last semicolon', () => {
    expect(receivedTime('from a by b; for c; Mon, 8 Sep 2025 09:41:50 +0000')).toBe(Date.parse('2025-09-08T09:41:50Z'))
    expect(receivedTime('from a by b')).toBeNull()
  })
})

describe('the line between two mails', () => {
  it.each([
    ['From ada@acme.example Mon Sep  8 09:41:50 2025', '2025-09-08T09:41:50Z'],
    ['From ada at acme.example  Mon Sep  8 09:41:50 2025', '2025-09-08T09:41:50Z'],
    ['From 178@xxx Mon Sep 08 09:41:50 +0000 2025\r', '2025-09-08T09:41:50Z'],
    ['From - Mon Sep 08 09:41:50 2025', '2025-09-08T09:41:50Z'],
  ])('%j tells when the mail came', (line, expected) => expect(fromLine(line)?.time).toBe(Date.parse(expected)))

  it('may tell no time', () =>
    expect(fromLine('From ada@acme.example Mon Feb 31 09:41:50 2025')).toEqual({ time: null }))

  it.each([
    'From here on nothing works',
    '>From ada@acme.example Mon Sep  8 09:41:50 2025',
    'From: ada@acme.example',
    'from x Mon',
  ])('is not %j', (line) => expect(fromLine(line)).toBeNull())
})
