import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalSubject, type ThreadMail, threadsOf } from './thread.ts'

const DAY_MS = 86_400_000
const mail = (id: string, fields: Partial<ThreadMail> = {}): ThreadMail => ({
  id,
  at: 0,
  inReplyTo: [],
  references: [],
  subject: 'Checkout fails',
  sender: 'ada',
  recipients: [],
  ...fields,
})
const threads = (...mails: ThreadMail[]) => [...threadsOf(mails).values()].map(({ thread }) => thread)

describe('a subject', () => {
  it.each([
    ['Re: Checkout fails', 'checkout fails'],
    ['AW: WG: [ops] RE[2]: Checkout  fails', 'checkout fails'],
    ['Fwd: Fwd: x', 'x'],
    ['[ops]', '[ops]'],
    ['Re:', 're:'],
    ['', ''],
  ])('%j is %j to its thread', (subject, expected) => expect(normalSubject(subject)).toBe(expected))
})

describe('by their headers, mails', () => {
  it('join what they answer, whatever their subject', () => {
    expect(
      threads(
        mail('a'),
        mail('b', { at: 1, inReplyTo: ['a'], subject: 'other' }),
        mail('c', { at: 2, references: ['a', 'b'] }),
      ),
    ).toEqual(['a', 'a', 'a'])
  })

  it('meet in the thread of a first mail that nobody has', () => {
    expect(threads(mail('b', { references: ['gone'] }), mail('c', { at: 1, references: ['gone', 'x'] }))).toEqual([
      'gone',
      'gone',
    ])
  })

  it('join it also where a clock put the answer first', () => {
    const found = threadsOf([
      mail('b', { at: 1, inReplyTo: ['a'] }),
      mail('a', { at: 2, inReplyTo: ['root'] }),
      mail('root', { at: 3 }),
    ])
    expect(found.get('b')).toEqual({ thread: 'root', parent: 'a', by: 'headers' })
  })

  it('that name each other or themselves are read to an end', () => {
    expect(
      threadsOf([mail('a', { inReplyTo: ['b'] }), mail('b', { inReplyTo: ['a'] }), mail('c', { inReplyTo: ['c'] })])
        .size,
    ).toBe(3)
  })

  it('without any begin a thread where others have them, though the subject be the same', () => {
    expect(
      threads(mail('a'), mail('b', { at: 1, inReplyTo: ['a'], sender: 'bob' }), mail('c', { at: 2, sender: 'eve' }))[2],
    ).toBe('c')
  })
})

describe('without headers, mails', () => {
  const reply = (id: string, fields: Partial<ThreadMail> = {}) =>
    mail(id, { subject: 'Re: Checkout fails', sender: 'bob', at: 1, ...fields })

  it('join by the subject that they answer, within a bounded time', () => {
    expect(threads(mail('a'), reply('b'))).toEqual(['a', 'a'])
    expect(threads(mail('a'), reply('b', { at: 31 * DAY_MS }))).toEqual(['a', 'b'])
  })

  it('join only among those who take part, where these are known', () => {
    const first = mail('a', { recipients: ['ops'] })
    expect(threads(first, reply('b', { recipients: ['ada'] }))).toEqual(['a', 'a'])
    expect(threads(first, reply('b', { recipients: ['carol'] }))).toEqual(['a', 'b'])
  })

  it('of one sender with one subject again and again, as monitors write, stay apart', () => {
    expect(threads(mail('a'), mail('b', { at: DAY_MS }), mail('c', { at: 2 * DAY_MS }))).toEqual(['a', 'b', 'c'])
  })

  it('of one who adds something within the hour stay together', () => {
    expect(threads(mail('a'), mail('b', { at: 1 }), mail('c', { at: 2 }))).toEqual(['a', 'a', 'a'])
  })

  it('of two customers with the same complaint stay apart', () => {
    const toOps = { recipients: ['ops'] }
    expect(threads(mail('a', toOps), mail('b', { ...toOps, at: 1, sender: 'carol' }))).toEqual(['a', 'b'])
  })

  it('go on with what a changed subject says it was', () => {
    expect(
      threads(mail('a'), mail('b', { at: 1, sender: 'bob', subject: 'Roll back? (was: Checkout fails)' })),
    ).toEqual(['a', 'a'])
  })

  it('without a subject join nothing', () => {
    expect(threads(mail('a', { subject: '' }), reply('b', { subject: 'Re:' }), reply('c', { subject: '' }))).toEqual([
      'a',
      'b',
      'c',
    ])
  })
})

it('threads are the same in any order of the mails, and every mail is in one', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const any = fc.record({
    id,
    at: fc.integer({ min: 0, max: 5 }),
    inReplyTo: fc.array(id, { maxLength: 1 }),
    references: fc.array(id, { maxLength: 3 }),
    subject: fc.constantFrom('x', 'Re: x', 'y', ''),
    sender: fc.constantFrom('ada', 'bob', null),
    recipients: fc.constantFrom([], ['ops'], ['ada']),
  })
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: (one) => one.id }), (mails) => {
      const found = threadsOf(mails)
      expect(found.size).toBe(mails.length)
      expect(new Map(threadsOf(mails.toReversed()))).toEqual(new Map(found))
    }),
  )
})
