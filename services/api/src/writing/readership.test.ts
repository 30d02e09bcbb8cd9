import { API_CONVERSATION, WORKSPACE } from '@thala/contracts'
import { type Conversation, type LiveMessage, readableConversations } from '@thala/incidents'
import { exampleWorkspace, messageId, PAYMENTS, personId, SECURITY, workspace } from '@thala/incidents/testing'
import { describe, expect, it } from 'vitest'
import { directoryEntryOf, type Place, placeBeside, placeOfReport } from './readership.ts'
import { messageState } from './write.ts'

const conversation = (more: Partial<Conversation>): Conversation => ({
  kind: 'conversation',
  name: 'x',
  visibility: 'private',
  members: [],
  ...more,
})
const standing = (conversationId: string, audience = conversationId) => {
  const message: Pick<LiveMessage, 'conversationId' | 'audience'> = { conversationId, audience }
  return message
}

describe('where a report of a key stands', () => {
  it('is open to the workspace, unless the key says otherwise', () => {
    expect(placeOfReport('workspace', undefined)).toMatchObject({
      conversationId: API_CONVERSATION,
      audience: WORKSPACE,
      subject: { visibility: 'public' },
    })
  })

  it('is the operators’ alone for a key of theirs', () => {
    const place = placeOfReport('operators', undefined)
    expect(place).toMatchObject({ audience: place.conversationId, subject: { visibility: 'private', operators: true } })
    expect(place.subject.readersOf).toBeUndefined()
  })

  it('follows a conversation, known or not: whoever reads that one reads this one', () => {
    for (const known of [undefined, conversation({ members: ['U1'] })])
      expect(placeOfReport({ conversation: 'slack:T1:C1' }, known)).toMatchObject({
        audience: 'slack:T1:C1',
        subject: { visibility: 'private', members: [], readersOf: 'slack:T1:C1' },
      })
  })

  it('meets what is said in the workspace when it follows an open conversation', () => {
    const place = placeOfReport({ conversation: 'slack:T1:C1' }, conversation({ visibility: 'public' }))
    expect(place.audience).toBe(WORKSPACE)
  })

  it('is another for each conversation, and the same each time', () => {
    const of = (id: string) => placeOfReport({ conversation: id }, undefined).conversationId
    expect(of('slack:T1:C1')).toBe(of('slack:T1:C1'))
    expect(of('slack:T1:C1')).not.toBe(of('slack:T1:C2'))
  })
})

describe('where words about an incident stand', () => {
  it('is beside its report, followed by the same readers, and of the same audience', () => {
    const place = placeBeside(standing('slack:T1:G1'), conversation({ members: ['U1'] }))
    expect(place).toMatchObject({
      audience: 'slack:T1:G1',
      subject: { visibility: 'private', readersOf: 'slack:T1:G1' },
    })
  })

  it('follows what the report’s conversation follows: there are no chains', () => {
    const place = placeBeside(standing('jira:acme:OPS'), conversation({ readersOf: 'slack:T1:G1' }))
    expect(place.subject.readersOf).toBe('slack:T1:G1')
  })

  it('is the report’s own conversation where that is one of the API', () => {
    const its = conversation({ visibility: 'public' })
    expect(placeBeside(standing(API_CONVERSATION, WORKSPACE), its)).toEqual({
      conversationId: API_CONVERSATION,
      audience: WORKSPACE,
      subject: its,
    })
  })

  it('is read by exactly those who read the report', async () => {
    const example = await exampleWorkspace()
    const readers = [
      { kind: 'workspace' } as const,
      { kind: 'local-operator' } as const,
      ...['U1', 'U2', 'U3', 'U4', 'U9'].map((user) => ({ kind: 'person', id: personId(user) }) as const),
    ]
    for (const [channel, minutes] of [
      [PAYMENTS, 0],
      [SECURITY, 120],
    ] as const) {
      const root = await messageState(example.store, messageId(channel, minutes))
      if (!root || root.deleted) throw new Error('the example has no such message')
      const place = placeBeside(root, undefined)
      example.direct(place.conversationId, place.subject)
      for (const reader of readers) {
        const open = await readableConversations(example.store, reader)
        expect([channel, reader, open.includes(place.conversationId)]).toEqual([
          channel,
          reader,
          open.includes(root.conversationId),
        ])
      }
    }
  })
})

describe('what the directory is told of a place', () => {
  const place: Place = placeOfReport('workspace', undefined)

  it('is the same each time, so that telling it again changes nothing', () => {
    expect(directoryEntryOf(place)).toEqual(directoryEntryOf(placeOfReport('workspace', undefined)))
  })

  it('is read as meant', async () => {
    const w = workspace()
    const entry = directoryEntryOf(placeOfReport('operators', undefined))
    w.direct(entry.subjectId, entry.subject)
    expect(await readableConversations(w.store, { kind: 'local-operator' })).toEqual([entry.subjectId])
    expect(await readableConversations(w.store, { kind: 'workspace' })).toEqual([])
  })
})
