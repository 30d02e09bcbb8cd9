import { type ClassifiedMessage, collections } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evolveMessage, type MessageState, projectMessage } from './message-document.ts'
import { messageId, workspace } from './testing/index.ts'

const written = { channel: 'C1', minutes: 1, text: 'the queue is stuck on node-12' }
const attachment = { name: 'a.png', mimeType: 'image/png', bytes: 3, url: 'https://x', text: 'secret', reason: 'read' }

describe('the document of a message', () => {
  it('keeps nothing that anyone wrote once it is deleted, and is found by its id alone', async () => {
    const w = workspace()
    await w.message({ ...written, attachments: [attachment] })
    await w.message({ ...written, deleted: true, revision: 2 })
    const [document] = w.store.documents(collections.messages)
    expect(JSON.stringify(document)).not.toMatch(/queue|secret|Maren|node-12|slack\.com/)
    expect(document).toMatchObject({ id: messageId('C1', 1), index: {}, body: { state: { deleted: true } } })
    expect(document).not.toHaveProperty('search')
  })

  it('is not brought back by an older version that arrives after its deletion', async () => {
    const w = workspace()
    await w.message({ ...written, deleted: true, revision: 5 })
    await w.message({ ...written, revision: 4 })
    expect(w.store.documents(collections.messages)[0]?.body).toMatchObject({
      state: { deleted: true, revision: expect.any(Number) },
    })
  })

  it('is looked up by conversation, time, thread and the names of the earlier interface', async () => {
    const w = workspace()
    await w.message({ ...written, thread: 0 })
    const [document] = w.store.documents(collections.messages)
    expect(document?.index).toEqual({
      conversationId: 'slack:T1:C1',
      at: 1_757_491_260_000,
      threadId: messageId('C1', 0),
      legacyId: ['slack_1757491260_000000', 'slack_1757491260'],
    })
    expect(document?.search).toMatchObject({ conversationId: 'slack:T1:C1', terms: expect.arrayContaining(['queue']) })
    expect(document?.search?.vector).toHaveLength(384)
  })

  it('has a vector of its own memory, not a window on a shared buffer', async () => {
    const w = workspace()
    await w.message(written)
    expect(w.store.documents(collections.messages)[0]?.search?.vector?.buffer.byteLength).toBe(384)
  })

  it('is searchable by its terms alone when it has no vector', () => {
    const state = { ...live, vector: null }
    expect(projectMessage(state).search).toEqual({ conversationId: 'c', terms: ['queue'] })
    expect(projectMessage(state).index).not.toHaveProperty('threadId')
  })
})

const live = {
  id: 'e',
  revision: 1,
  deleted: false as const,
  conversationId: 'c',
  source: 'email' as const,
  at: 1,
  messageId: 'mail:a:b',
  threadId: null,
  author: null,
  text: 'queue',
  parentId: null,
  attachments: [],
  permalink: null,
  audience: 'c',
  said: null,
  classification: null,
  terms: ['queue'],
}

describe('the blobs of a message', () => {
  const version = (revision: number, deleted: boolean, ...shas: string[]): ClassifiedMessage => ({
    v: 1,
    ...live,
    id: `e${revision}`,
    revision,
    deleted,
    parent: null,
    attachments: shas.map((sha256) => ({ ...attachment, sha256 })),
    vector: null,
  })
  const states = (events: readonly ClassifiedMessage[]) =>
    events.reduce<MessageState | undefined>(evolveMessage, undefined)

  it('are absent where nothing was attached', () => {
    expect(states([version(1, false), version(2, true)])).not.toHaveProperty('blobs')
  })

  it('are those of every version, known to a deletion whatever the order in which they came', () => {
    const events = [version(1, false, 'b', 'a'), version(2, false, 'c'), version(3, false), version(4, true)]
    const orders = fc.shuffledSubarray(events, { minLength: events.length })
    fc.assert(
      fc.property(orders, (order) => {
        expect(states(order)).toMatchObject({ deleted: true, blobs: ['a', 'b', 'c'] })
      }),
    )
  })

  it('are what a message that stands is found by, and a deleted one is not', () => {
    const standing = states([version(1, false, 'a'), version(2, false, 'b')])
    const deleted = states([version(1, false, 'a'), version(2, true)])
    expect(standing && projectMessage(standing).index).toMatchObject({ attachment: ['a', 'b'] })
    expect(deleted && projectMessage(deleted).index).toEqual({})
  })
})
