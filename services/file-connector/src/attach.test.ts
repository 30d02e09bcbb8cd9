import { type Attachment, sha256 } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { attached } from './attach.ts'
import type { Bytes, MessageItem } from './reading.ts'

const PNG = new Uint8Array([1, 2, 3])
const attachment = (fields: Partial<Attachment> = {}): Attachment => ({
  name: 'e.png',
  mimeType: 'image/png',
  bytes: null,
  url: null,
  text: null,
  reason: 'not fetched',
  ...fields,
})
const itemOf = (attachments: Attachment[], ...files: (Bytes | undefined)[]): MessageItem => ({
  kind: 'message',
  output: 'slack',
  event: {
    id: 'e1',
    messageId: 'slack:T1:C1:1757410910.844009',
    conversationId: 'slack:T1:C1',
    threadId: null,
    source: 'slack',
    at: 7,
    revision: 7,
    deleted: false,
    author: null,
    text: 'see',
    parent: null,
    attachments,
    permalink: null,
    audience: 'workspace',
    said: null,
  },
  files: files.map((file) => file && (async () => file)),
})
const put: Uint8Array[] = []
const blobs = { put: async (bytes: Uint8Array) => (put.push(bytes) > 0 ? sha256(bytes) : '') }

describe('an attachment', () => {
  it('without bytes, or without a place for them, leaves the message as it is', async () => {
    for (const item of [itemOf([attachment()], undefined), itemOf([])])
      expect(await attached(item, blobs)).toBe(item.event)
    const item = itemOf([attachment()], { ok: true, bytes: PNG })
    expect(await attached(item, undefined)).toBe(item.event)
  })

  it('that cannot be read says why, and costs the others nothing', async () => {
    const item = itemOf(
      [attachment(), attachment()],
      { ok: false, reason: 'x'.repeat(2_000) },
      { ok: true, bytes: PNG },
    )
    const { attachments } = await attached(item, blobs)
    expect(attachments[0]?.reason).toHaveLength(1024)
    expect(attachments[1]).toEqual({ ...attachment({ bytes: 3, sha256: sha256(PNG) }), reason: undefined })
  })

  it('makes the message a newer version, the same one in each reading', async () => {
    const item = itemOf([attachment()], { ok: true, bytes: PNG })
    const once = await attached(item, blobs)
    expect(once).toMatchObject({ at: 7, revision: 8, messageId: item.event.messageId })
    expect(once.id).not.toBe(item.event.id)
    expect(await attached(item, blobs)).toEqual(once)
  })

  it('whose hash its source told already is kept without another version', async () => {
    put.length = 0
    const { reason: _, ...told } = attachment({ bytes: 3, sha256: sha256(PNG) })
    const item = itemOf([told], { ok: true, bytes: PNG })
    expect(await attached(item, blobs)).toBe(item.event)
    expect(put).toEqual([PNG])
  })
})
