import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { findPerson, type Reader, readableConversations } from './reader.ts'
import {
  conversationId,
  exampleWorkspace,
  PARTNERS,
  PAYMENTS,
  personId,
  SECURITY,
  STOREFRONT,
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
