import { type Attachment, type SourceMessage, sourceMessage } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enrich, NOT_FETCHED } from './decide.ts'

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
