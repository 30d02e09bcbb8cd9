import { readRecord, topics } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { authorOfUser, conversationEntry, personEntry, readChannels, readUsers, teamOf } from './slack-directory.ts'

const user = (fields: object) => {
  const [only] = readUsers([{ id: 'U1', name: 'ada', ...fields }]).entries
  if (!only) throw new Error('not read')
  return only
}

const channel = (fields: object, from: 'channels.json' | 'groups.json' | 'dms.json' = 'channels.json') => {
  const [only] = readChannels([{ id: 'C1', name: 'general', members: ['U1'], ...fields }], from).entries
  if (!only) throw new Error('not read')
  return only
}

describe('lists of an export', () => {
  it('name the entries that cannot be read and keep the others', () => {
    const { entries, faults } = readUsers([null, { id: 'U1' }, { name: 'no id' }, { id: 'U2', is_bot: 'yes' }])
    expect(entries.map(({ id }) => id)).toEqual(['U1'])
    expect(faults.map(({ index }) => index)).toEqual([0, 2, 3])
    expect(faults[1]?.reason).toContain('id: ')
  })

  it('leave out members whose id is none', () => {
    expect(channel({ members: ['U1', 'U2'.repeat(1_000), ''] }).members).toEqual(['U1'])
  })

  it('leave out a conversation of which it cannot be read whether it is shared', () => {
    expect(readChannels([{ id: 'C1', is_ext_shared: 'perhaps' }], 'channels.json').entries).toEqual([])
  })
})

describe('people', () => {
  it.each([
    ['the name they chose', { profile: { display_name: 'Ada L', real_name: 'Ada Lovelace' } }, 'Ada L'],
    ['their real name', { real_name: 'Ada Lovelace', profile: { display_name: '' } }, 'Ada Lovelace'],
    ['their handle', { profile: null }, 'ada'],
    ['their id', { name: null }, 'U1'],
  ])('are called by %s', (_, fields, name) => {
    expect(authorOfUser(user(fields)).name).toBe(name)
  })

  it('are bots when Slack says so, or are Slackbot', () => {
    expect(authorOfUser(user({})).kind).toBe('person')
    expect(authorOfUser(user({ is_bot: true })).kind).toBe('bot')
    expect(authorOfUser(user({ id: 'USLACKBOT' })).kind).toBe('bot')
  })

  it.each([{ is_restricted: true }, { is_ultra_restricted: true }])('are guests when restricted: %o', (fields) => {
    expect(personEntry('T1', user(fields), 7).subject).toMatchObject({ kind: 'person', guest: true, active: true })
  })

  it('stay in the directory when they have left', () => {
    expect(personEntry('T1', user({ deleted: true }), 7)).toMatchObject({
      subjectId: 'slack:T1:U1',
      revision: 7,
      deleted: false,
      subject: { guest: false, active: false },
    })
  })
})

describe('the team', () => {
  it('is unknown without a team id', () => {
    expect(teamOf([])).toBeUndefined()
    expect(teamOf([user({})])).toBeUndefined()
  })

  it('is that of most people: guests from elsewhere carry their own', () => {
    expect(teamOf([user({ team_id: 'T9' }), user({ team_id: 'T1' }), user({ team_id: 'T1' })])).toBe('T1')
  })
})

describe('conversations', () => {
  it('are as open as the list that names them', () => {
    expect(channel({}).visibility).toBe('public')
    expect(channel({}, 'groups.json').visibility).toBe('private')
    expect(channel({ name: undefined }, 'dms.json')).toMatchObject({ visibility: 'private', name: 'C1' })
  })

  it('are shared when people of another organisation are in them, or have been asked in', () => {
    expect(channel({ is_ext_shared: true }).visibility).toBe('shared')
    expect(channel({ is_pending_ext_shared: true }, 'groups.json').visibility).toBe('shared')
  })

  it('list their members by full id', () => {
    const entry = conversationEntry('T1', channel({ members: ['U1', 'U2'] }), 7)
    expect(entry.subject).toMatchObject({ kind: 'conversation', members: ['slack:T1:U1', 'slack:T1:U2'] })
    expect(readRecord(topics.directory, new TextEncoder().encode(JSON.stringify({ v: 1, ...entry }))).ok).toBe(true)
  })

  it('have another event id when somebody joined, and the same when nothing changed', () => {
    const entry = conversationEntry('T1', channel({}), 7)
    expect(conversationEntry('T1', channel({}), 7).id).toBe(entry.id)
    expect(conversationEntry('T1', channel({ members: ['U1', 'U2'] }), 7).id).not.toBe(entry.id)
  })
})
