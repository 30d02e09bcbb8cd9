import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MboxEntry, mboxEntries, unquoted } from './mbox.ts'

const FROM = 'From ada@acme.example Mon Sep  8 09:41:50 2025\n'

async function* chunked(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const entries = (text: string, size = 7): Promise<MboxEntry[]> => Array.fromAsync(mboxEntries(chunked(text, size)))
const texts = async (text: string, size?: number) =>
  (await entries(text, size)).map(({ offset, length }) =>
    Buffer.from(text)
      .subarray(offset, offset + length)
      .toString(),
  )

describe('an mbox', () => {
  it('may be empty', async () => {
    expect(await entries('')).toEqual([])
    expect(await entries('\n\n')).toEqual([])
  })

  it('tells bytes that no From line precedes as a mail, so that nothing is lost', async () => {
    expect(await texts(`Subject: a\n\nx\n${FROM}b\n`)).toEqual(['Subject: a\n\nx\n', 'b\n'])
  })

  it('ends a mail at a From line with a date alone', async () => {
    const body = 'Subject: a\n\nFrom here on nothing works\n>From x Mon Sep  8 09:41:50 2025\n'
    expect(await texts(`${FROM}${body}${FROM}b`)).toEqual([body, 'b'])
  })

  it('may end with a From line, or without a line end', async () => {
    expect(await texts(`${FROM}a`)).toEqual(['a'])
    expect(await texts(`${FROM}a\n${FROM.trimEnd()}`)).toEqual(['a\n', ''])
  })

  it('hands over the beginning of each mail, up to a bound', async () => {
    const [entry] = await entries(`${FROM}${'x'.repeat(100_000)}\n`, 5_000)
    expect(entry?.head.length).toBe(64 * 1024)
    expect(entry?.length).toBe(100_001)
  })

  it('is split the same whatever the size of its chunks, and no byte is lost', async () => {
    const piece = fc.constantFrom(FROM, 'From me\n', '>From you\n', 'words\n', '\n', 'x'.repeat(3_000), 'Fro', 'From:')
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 90 }), async (pieces, size) => {
        const text = FROM + pieces.join('')
        const whole = await texts(text, 1_000_000)
        expect(await texts(text, size)).toEqual(whole)
        const lines = (await entries(text)).length * FROM.length
        expect(whole.join('').length + lines).toBeGreaterThanOrEqual(text.length)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a mail out of an mbox', () => {
  it.each([
    ['a\n>From b\n', 'a\nFrom b\n'],
    ['>From b', 'From b'],
    ['a\n>>From b\n', 'a\n>From b\n'],
    ['a >From b\n', 'a >From b\n'],
    ['>Fromage\n> From x\n', '>Fromage\n> From x\n'],
  ])('%j was %j', (stored, mail) => expect(Buffer.from(unquoted(Buffer.from(stored))).toString()).toBe(mail))

  it('comes back as it was before it was put in', () => {
    const piece = fc.constantFrom('From ', '>', '\n', 'a', ' ')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const mail = pieces.join('')
        const stored = mail.replace(/^(>*From )/gm, '>$1')
        expect(Buffer.from(unquoted(Buffer.from(stored))).toString()).toBe(mail)
      }),
    )
  })
})
