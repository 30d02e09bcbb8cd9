import { type Attachment, MAX_TEXT, type SourceMessage, sourceMessage } from '@thala/contracts'
import type { Reading } from '@thala/ocr'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enrich as enrichWith, MAX_READ, NOT_FETCHED, type Readings, TOO_MANY, toRead } from './decide.ts'

const nothingRead: Readings = new Map()
const enrich = (message: SourceMessage, readings = nothingRead) => enrichWith(message, readings)
const sha = (n: number): string => n.toString(16).padStart(64, '0')
const readings = (...entries: [number, Reading][]): Readings => new Map(entries.map(([n, read]) => [sha(n), read]))

const attachment = (fields: Partial<Attachment> = {}): Attachment => ({
  name: 'trace.log',
  mimeType: 'text/plain',
  bytes: 10,
  url: null,
  text: null,
  ...fields,
})

const message = (fields: Partial<SourceMessage> = {}): SourceMessage => ({
  v: 1,
  id: 'e1',
  messageId: 'slack:T1:C1:1757410910.844009',
  conversationId: 'slack:T1:C1',
  threadId: null,
  source: 'slack',
  at: 1757410910844,
  revision: 1757410910844,
  deleted: false,
  author: null,
  text: 'see the log',
  parent: null,
  attachments: [],
  permalink: null,
  audience: 'workspace',
  said: null,
  ...fields,
})

describe('attachments of a message', () => {
  it('do not come back with a deletion', () => {
    expect(enrich(message({ deleted: true, attachments: [attachment()] })).attachments).toEqual([])
  })

  it('without text say why', () => {
    expect(enrich(message({ attachments: [attachment()] })).attachments).toEqual([attachment({ reason: NOT_FETCHED })])
  })

  it('keep the reason that their source gave', () => {
    const gone = attachment({ reason: 'no longer kept by Slack' })
    expect(enrich(message({ attachments: [gone] })).attachments).toEqual([gone])
  })

  it('that were read already stay as they are', () => {
    for (const read of [attachment({ text: 'boom' }), attachment({ text: '' })])
      expect(enrich(message({ attachments: [read] })).attachments).toEqual([read])
  })

  it('change nothing else of the message, and passing twice is passing once', () => {
    const any = fc.record({
      text: fc.string(),
      attachments: fc.array(fc.constantFrom(attachment(), attachment({ text: 'x' }))),
    })
    fc.assert(
      fc.property(any, (fields) => {
        const once = enrich(message(fields))
        expect({ ...once, attachments: [] }).toEqual({ ...message(fields), attachments: [] })
        expect(enrich(once)).toEqual(once)
        expect(sourceMessage.safeParse(once).success).toBe(true)
      }),
    )
  })
})

describe('what is read of a message', () => {
  it('is nothing when it was deleted', () => {
    expect(toRead(message({ deleted: true, attachments: [attachment({ sha256: sha(1) })] }))).toEqual([])
  })

  it('is what nobody has read and whose bytes are kept, each once', () => {
    const attachments = [
      attachment({ sha256: sha(3) }),
      attachment({ sha256: sha(1), text: 'read' }),
      attachment({ sha256: sha(2), reason: 'gone' }),
      attachment(),
      attachment({ sha256: sha(0) }),
      attachment({ sha256: sha(3), name: 'the same again' }),
    ]
    expect(toRead(message({ attachments }))).toEqual([sha(3), sha(0)])
  })

  it('ends with a limit, and what is over it says so', () => {
    const attachments = Array.from({ length: MAX_READ + 1 }, (_, n) => attachment({ sha256: sha(n) }))
    const many = message({ attachments })
    expect(toRead(many)).toHaveLength(MAX_READ)
    const read: Readings = new Map(toRead(many).map((sha256) => [sha256, { text: 'words' }]))
    expect(enrich(many, read).attachments.at(-2)).toMatchObject({ text: 'words' })
    expect(enrich(many, read).attachments.at(-1)).toMatchObject({ text: null, reason: TOO_MANY })
  })
})

describe('what was read', () => {
  it('goes to every attachment of the same bytes, with its text or its reason', () => {
    const attachments = [
      attachment({ sha256: sha(1), name: 'a' }),
      attachment({ sha256: sha(2), name: 'b' }),
      attachment({ sha256: sha(1), name: 'c' }),
    ]
    const read = readings([1, { text: 'ECONNREFUSED' }], [2, { text: null, reason: 'a web page' }])
    const texts = enrich(message({ attachments }), read).attachments.map(({ name, text, reason }) => [
      name,
      text,
      reason,
    ])
    expect(texts).toEqual([
      ['a', 'ECONNREFUSED', undefined],
      ['b', null, 'a web page'],
      ['c', 'ECONNREFUSED', undefined],
    ])
  })

  it('does not come back with a deletion', () => {
    const gone = message({ deleted: true, attachments: [attachment({ sha256: sha(1) })] })
    expect(enrich(gone, readings([1, { text: 'canary' }])).attachments).toEqual([])
  })

  it('is no longer than a message may be, all together, and says where it was cut', () => {
    const attachments = [1, 2, 3].map((n) => attachment({ sha256: sha(n) }))
    const long = 'x'.repeat(MAX_TEXT - 500)
    const read = readings([1, { text: long }], [2, { text: 'y'.repeat(5_000) }], [3, { text: 'z' }])
    const [first, second, third] = enrich(message({ attachments }), read).attachments
    expect(first?.text).toBe(long)
    expect(second?.text).toMatch(/^y+\n\[cut here/)
    expect(second?.text?.length).toBe(500)
    expect(third?.text).toContain('cut here')
  })

  it('is never cut inside of a character', () => {
    const attachments = [attachment({ text: 'x'.repeat(MAX_TEXT - 101) }), attachment({ text: '💥'.repeat(200) })]
    const [, second] = enrich(message({ attachments })).attachments
    expect(second?.text?.isWellFormed()).toBe(true)
  })
})
