import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Conversation } from './directory-document.ts'
import { findPerson, type Reader, readableConversations } from './reader.ts'
import {
  conversationId,
  exampleWorkspace,
  PARTNERS,
  PAYMENTS,
  personId,
  SECURITY,
  STOREFRONT,
  type Workspace,
  workspace,
} from './testing/index.ts'

const open = [PAYMENTS, STOREFRONT]
const person = (user: string): Reader => ({ kind: 'person', id: personId(user) })

describe('which conversations a reader may read', () => {
  it.each<[string, Reader, string[]]>([
    ['someone whom the directory does not know: none', person('U9'), []],
    ['the id of a conversation is no person', { kind: 'person', id: conversationId(PAYMENTS) }, []],
    ['a deactivated person, though listed as a member: none', person('U4'), []],
    ['a guest: those that list them', person('U3'), [PAYMENTS]],
    ['a colleague: the public ones', person('U2'), open],
    ['a member of a private one: that too', person('U1'), [...open, SECURITY]],
    ['a caller without a key: the public ones', { kind: 'local-operator' }, open],
    ['a key for the workspace: the public ones', { kind: 'workspace' }, open],
    [
      'a list: only what the directory knows',
      { kind: 'conversations', ids: [conversationId(SECURITY), 'slack:T1:CNONE', personId('U1')] },
      [SECURITY],
    ],
    [
      'a list: an externally shared one, named outright',
      { kind: 'conversations', ids: [conversationId(PARTNERS)] },
      [PARTNERS],
    ],
    ['an empty list: none', { kind: 'conversations', ids: [] }, []],
  ])('%s', async (_, reader, expected) => {
    const { store } = await exampleWorkspace()
    expect((await readableConversations(store, reader)).sort()).toEqual(expected.map(conversationId).sort())
  })

  it('never include an externally shared one by membership', async () => {
    const { store } = await exampleWorkspace()
    expect(await readableConversations(store, person('U1'))).not.toContain(conversationId(PARTNERS))
  })

  it('end with membership, even while look-ups lag behind', async () => {
    const w = await exampleWorkspace()
    w.store.lag()
    w.conversation(SECURITY, 'security-leads', 'private', [])
    w.conversation(PAYMENTS, 'payments', 'private', [])
    expect(await readableConversations(w.store, person('U1'))).not.toContain(conversationId(SECURITY))
  })

  it('leave out a deleted conversation', async () => {
    const w = workspace()
    w.conversation(PAYMENTS, 'payments', 'public', [], true)
    expect(await readableConversations(w.store, { kind: 'local-operator' })).toEqual([])
  })

  it('are denied when the directory cannot be read: the error goes on', async () => {
    const { store } = await exampleWorkspace()
    const failing = { ...store, get: async () => Promise.reject(new Error('no answer')) }
    await expect(readableConversations(failing, person('U1'))).rejects.toThrow('no answer')
  })

  it('are all found beyond one page', async () => {
    const w = workspace()
    for (let i = 0; i < 1203; i++) w.conversation(`C${i}`, `room-${i}`, 'public')
    expect(await readableConversations(w.store, { kind: 'local-operator' })).toHaveLength(1203)
    expect(w.store.documents(collections.directory)).toHaveLength(1203)
  })
})

describe('a conversation for the operators', () => {
  const ops = async () => {
    const w = await exampleWorkspace()
    w.place('OPS', { operators: true })
    return w.store
  }

  it('is read by them, by its members, and by nobody else', async () => {
    const w = await exampleWorkspace()
    w.place('OPS', { operators: true, members: [personId('U3')] })
    const mayRead = async (reader: Reader) =>
      (await readableConversations(w.store, reader)).includes(conversationId('OPS'))
    expect(await mayRead({ kind: 'local-operator' })).toBe(true)
    expect(await mayRead(person('U3'))).toBe(true)
    for (const reader of [{ kind: 'workspace' } as const, person('U1'), person('U2'), person('U4')])
      expect(await mayRead(reader)).toBe(false)
  })

  it('does not hide what is open to the workspace', async () => {
    const found = await readableConversations(await ops(), { kind: 'local-operator' })
    expect(found.sort()).toEqual([...open, 'OPS'].map(conversationId).sort())
  })

  it.each<[string, Partial<Conversation>]>([
    ['deleted', {}],
    ['shared with others', { visibility: 'shared' }],
  ])('is denied when it is %s', async (what, more) => {
    const w = await exampleWorkspace()
    w.place('OPS', { operators: true, ...more }, what === 'deleted')
    expect(await readableConversations(w.store, { kind: 'local-operator' })).not.toContain(conversationId('OPS'))
  })
})

describe('a conversation that follows another', () => {
  const following = async (channel: string) => {
    const w = await exampleWorkspace()
    w.place('JIRA', { readersOf: conversationId(channel) })
    return w
  }
  const mayRead = async ({ store }: Workspace, reader: Reader) =>
    (await readableConversations(store, reader)).includes(conversationId('JIRA'))

  it.each<[string, Reader, boolean]>([
    ['a member', person('U1'), true],
    ['the channel itself', { kind: 'conversations', ids: [conversationId(SECURITY)] }, true],
    ['another channel', { kind: 'conversations', ids: [conversationId(PAYMENTS)] }, false],
    ['a colleague', person('U2'), false],
    ['a deactivated member', person('U4'), false],
    ['the workspace', { kind: 'workspace' }, false],
    ['a caller without a key', { kind: 'local-operator' }, false],
    ['nobody', person('U9'), false],
  ])('is read by %s of a private one: %j → %s', async (_, reader, expected) => {
    expect(await mayRead(await following(SECURITY), reader)).toBe(expected)
  })

  it('is read by the workspace when it follows an open one, and by guests only where they are', async () => {
    const w = await following(PAYMENTS)
    expect([await mayRead(w, { kind: 'workspace' }), await mayRead(w, person('U3'))]).toEqual([true, true])
    expect(await mayRead(await following(STOREFRONT), person('U3'))).toBe(false)
  })

  it('is read by the operators when it follows one of theirs', async () => {
    const w = await following('OPS')
    w.place('OPS', { operators: true })
    expect([await mayRead(w, { kind: 'local-operator' }), await mayRead(w, { kind: 'workspace' })]).toEqual([
      true,
      false,
    ])
  })

  it.each(['CNONE', PARTNERS, 'JIRA'])('is denied when it follows %s: unknown, shared, itself', async (channel) => {
    const w = await following(channel)
    for (const reader of [person('U1'), { kind: 'workspace' } as const, { kind: 'local-operator' } as const])
      expect(await mayRead(w, reader)).toBe(false)
  })

  it('opens no further one: there are no chains', async () => {
    const w = await following('MAIL')
    w.place('MAIL', { readersOf: conversationId(PAYMENTS) })
    expect(await readableConversations(w.store, { kind: 'workspace' })).toContain(conversationId('MAIL'))
    expect(await mayRead(w, { kind: 'workspace' })).toBe(false)
  })

  it('is denied as soon as the other one closes, even while look-ups lag behind', async () => {
    const w = await following(PAYMENTS)
    w.store.lag()
    w.conversation(PAYMENTS, 'payments', 'private', [])
    expect(await mayRead(w, { kind: 'workspace' })).toBe(false)
  })
})

describe('whom a name means', () => {
  it.each([
    ['nobody', null],
    ['', null],
    [conversationId(PAYMENTS), null],
    ['maren', personId('U1')],
    ['@Maren', personId('U1')],
    [personId('U2'), personId('U2')],
  ])('%j', async (name, id) => {
    const { store } = await exampleWorkspace()
    expect(await findPerson(store, name)).toEqual(id && { kind: 'person', id })
  })

  it('is nobody when two people share a handle', async () => {
    const w = await exampleWorkspace()
    w.person('U8', 'Maren')
    expect(await findPerson(w.store, 'maren')).toBeNull()
  })
})
