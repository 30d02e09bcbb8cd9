import { readRecord, topics } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PARENT_TEXT, readSlackRecord, type SlackContext, type SlackEvent } from './slack-message.ts'

const TS = '1757410910.844009'
const REPLY = '1757411236.157833'
const LATER = '1757416448.907009'
const AT = 1757410910844
const NOW = 1_800_000_000_000
const open = { channel: 'C1', open: true }

const context = (fields: Partial<SlackContext> = {}): SlackContext => ({
  team: 'T1',
  receivedAt: NOW,
  deletedAt: 1_760_000_000_000,
  person: (user) => (user === 'U1' ? { name: 'ada', kind: 'person' } : undefined),
  hasReplies: () => false,
  parentText: () => undefined,
  ...fields,
})

const read = (record: unknown, fields?: Partial<SlackContext>, where = open) =>
  readSlackRecord(record, where, context(fields))

function event(record: unknown, fields?: Partial<SlackContext>, where = open): SlackEvent {
  const reading = read(record, fields, where)
  if (reading.kind !== 'message') throw new Error(`${reading.kind}: ${reading.reason}`)
  return reading.event
}

const said = { type: 'message', user: 'U1', text: 'checkout is down', ts: TS }

describe('a record that cannot be read', () => {
  it.each([
    ['null', null, 'value: '],
    ['a number', 42, 'value: '],
    ['a list', [], 'value: '],
    ['no ts', { type: 'message', text: 'x' }, 'ts: '],
    ['a ts that is a number', { ...said, ts: 1757410910 }, 'ts: '],
    ['a ts in another form', { ...said, ts: '2025-09-08' }, 'ts: expected a Slack time'],
    ['a text that is a number', { ...said, text: 5 }, 'text: '],
    ['an id that is no id', { ...said, user: 'U2'.repeat(1_000) }, 'user: '],
    ['an edit without a time', { ...said, edited: {} }, 'edited.ts: '],
    ['a change of nothing', { ...said, subtype: 'message_changed' }, 'message: missing'],
    ['a deletion of nothing', { ...said, subtype: 'message_deleted' }, 'deleted_ts: missing'],
  ])('is rejected with the field at fault: %s', (_, record, reason) => {
    expect(read(record)).toEqual({ kind: 'reject', reason: expect.stringContaining(reason) })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('ts', 'text', 'user', 'files', 'subtype', 'message'), fc.jsonValue()),
        (r) => {
          expect(['message', 'skip', 'reject']).toContain(read({ ...said, ...r }).kind)
        },
      ),
    )
  })
})

describe('a record in which nobody speaks', () => {
  it.each(['channel_join', 'channel_topic', 'pinned_item', 'huddle_thread', 'something_new'])(
    'is skipped: %s',
    (subtype) => {
      expect(read({ ...said, subtype })).toEqual({ kind: 'skip', reason: `${subtype} says nothing` })
    },
  )

  it('is skipped when it is no message at all', () => {
    expect(read({ type: 'reaction_added', ts: TS }).kind).toBe('skip')
  })
})

describe('a message', () => {
  it('carries its ids, times, author and permalink', () => {
    expect(event(said)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      messageId: `slack:T1:C1:${TS}`,
      conversationId: 'slack:T1:C1',
      threadId: null,
      source: 'slack',
      at: AT,
      revision: AT,
      deleted: false,
      author: { id: 'slack:T1:U1', name: 'ada', kind: 'person' },
      text: 'checkout is down',
      parent: null,
      attachments: [],
      permalink: 'https://slack.com/archives/C1/p1757410910844009',
      audience: 'workspace',
      said: null,
    })
  })

  it('fits the schema of its topic', () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, ...event(said) }))
    expect(readRecord(topics.slackEvents, bytes).ok).toBe(true)
  })

  it('has the same event id when it is read again, and another one when anything of it differs', () => {
    const { id } = event(said)
    expect(event({ ...said, client_msg_id: 'unknown fields do not count' }).id).toBe(id)
    const others = [
      event({ ...said, text: 'checkout is up' }),
      event({ ...said, edited: { ts: LATER } }),
      event({ ...said, thread_ts: TS }),
      event(said, {}, { channel: 'C1', open: false }),
      event(said, {}, { channel: 'C2', open: true }),
    ]
    expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(6)
  })

  it('is meant for its members only when its conversation is private', () => {
    expect(event(said, {}, { channel: 'G1', open: false }).audience).toBe('slack:T1:G1')
  })

  it('keeps its place when it is edited, and takes the time of the edit as its revision', () => {
    expect(event({ ...said, edited: { user: 'U1', ts: LATER } })).toMatchObject({ at: AT, revision: 1757416448907 })
  })

  it('from too far ahead is clamped to the time of receipt, and says from when, under a stable id', () => {
    const future = { ...said, ts: '2757410910.000000' }
    const clamped = event(future)
    expect(clamped).toMatchObject({ at: NOW, revision: NOW, clampedFrom: 2757410910000 })
    expect(event(future, { receivedAt: NOW + 1 }).id).toBe(clamped.id)
  })

  it('lists its files, unread, with the reason', () => {
    const files = [
      { id: 'F1', name: 'a.log', mimetype: 'text/plain', size: 10, url_private: 'https://files.slack.com/a.log' },
      { id: 'F2', mode: 'tombstone' },
      'odd',
    ]
    expect(event({ ...said, files }).attachments).toEqual([
      {
        name: 'a.log',
        mimeType: 'text/plain',
        bytes: 10,
        url: 'https://files.slack.com/a.log',
        text: null,
        reason: 'not fetched',
      },
      {
        name: 'F2',
        mimeType: 'application/octet-stream',
        bytes: null,
        url: null,
        text: null,
        reason: 'no longer kept by Slack',
      },
    ])
  })
})

describe('an author', () => {
  const author = (fields: object) => event({ type: 'message', text: 'x', ts: TS, ...fields }).author

  it('is nobody when nobody is named', () => {
    expect(author({})).toBeNull()
  })

  it.each([
    [
      'a bot without a user',
      { subtype: 'bot_message', bot_id: 'B1', username: 'Lampkeeper' },
      'B1',
      'Lampkeeper',
      'bot',
    ],
    ['an app that posts as a user', { user: 'U1', bot_id: 'B1' }, 'U1', 'ada', 'bot'],
    ['an app with a profile', { bot_id: 'B1', bot_profile: { name: 'Pager' } }, 'B1', 'Pager', 'bot'],
    ['Slackbot, which no export lists', { user: 'USLACKBOT' }, 'USLACKBOT', 'Slackbot', 'bot'],
    ['somebody who is not listed', { user: 'U9', user_profile: { real_name: 'Grace' } }, 'U9', 'Grace', 'person'],
    ['somebody of whom only the id is known', { user: 'U9' }, 'U9', 'U9', 'person'],
  ])('is %s', (_, fields, id, name, kind) => {
    expect(author(fields)).toEqual({ id: `slack:T1:${id}`, name, kind })
  })
})

describe('a thread', () => {
  const reply = { ...said, ts: REPLY, thread_ts: TS, text: 'looking' }
  const thread = `slack:T1:C1:${TS}`

  it('gives its id to its first message too, however Slack marks it', () => {
    for (const first of [
      event({ ...said, thread_ts: TS }),
      event({ ...said, reply_count: 2 }),
      event(said, { hasReplies: () => true }),
    ])
      expect(first).toMatchObject({ threadId: thread, parent: null })
  })

  it('gives replies what they answer', () => {
    const parentText = (channel: string, ts: string) => (channel === 'C1' && ts === TS ? 'checkout is down' : undefined)
    expect(event(reply, { parentText })).toMatchObject({
      threadId: thread,
      parent: { messageId: thread, text: 'checkout is down' },
      permalink: `https://slack.com/archives/C1/p1757411236157833?thread_ts=${TS}&cid=C1`,
    })
  })

  it('names the parent of a reply although its text is not known', () => {
    expect(event(reply).parent).toEqual({ messageId: thread, text: '' })
  })

  it('takes the text that a reply to the channel brings along, unless the parent was deleted', () => {
    const broadcast = { ...reply, subtype: 'thread_broadcast', root: { ts: TS, text: 'No slots anywhere' } }
    expect(event(broadcast).parent?.text).toBe('No slots anywhere')
    expect(event(broadcast, { parentText: () => '' }).parent?.text).toBe('')
  })

  it('does not carry a long parent a thousand times', () => {
    expect(event(reply, { parentText: () => 'x'.repeat(100_000) }).parent?.text).toHaveLength(MAX_PARENT_TEXT)
  })

  it('links to the workspace when its host is known', () => {
    expect(event(said, { domain: 'acme.slack.com' }).permalink).toBe(
      'https://acme.slack.com/archives/C1/p1757410910844009',
    )
  })
})

describe('a change', () => {
  const changed = (message: object, fields: object = {}) => ({
    type: 'message',
    subtype: 'message_changed',
    ts: LATER,
    message,
    ...fields,
  })

  it('is a later version of the message that it names', () => {
    const edit = event(changed({ ...said, text: 'payments too', edited: { ts: REPLY } }))
    expect(edit).toMatchObject({
      messageId: `slack:T1:C1:${TS}`,
      at: AT,
      revision: 1757411236157,
      text: 'payments too',
    })
  })

  it('that names no time of the edit counts from when it was told', () => {
    expect(event(changed(said)).revision).toBe(1757416448907)
    expect(event(changed(said, { event_ts: '1757416449.000000' })).revision).toBe(1757416449000)
  })

  it('into a tombstone is a deletion', () => {
    expect(event(changed({ ...said, subtype: 'tombstone' }))).toMatchObject({
      deleted: true,
      text: '',
      revision: 1757416448907,
    })
  })

  it('of a join says nothing', () => {
    expect(read(changed({ ...said, subtype: 'channel_join' })).kind).toBe('skip')
  })
})

describe('a deletion', () => {
  const gone = { deleted: true, text: '', author: null, attachments: [], parent: null, permalink: null }

  it('carries the id of what was deleted, when, and nothing of what was said', () => {
    const record = {
      type: 'message',
      subtype: 'message_deleted',
      ts: LATER,
      deleted_ts: TS,
      previous_message: { ...said, thread_ts: TS },
    }
    const deletion = event(record)
    expect(deletion).toMatchObject({ ...gone, messageId: `slack:T1:C1:${TS}`, at: AT, revision: 1757416448907 })
    expect(JSON.stringify(deletion)).not.toContain('checkout')
  })

  it('that left a tombstone took place no later than the newest thing that is known', () => {
    const tombstone = { ...said, subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' }
    expect(event(tombstone)).toMatchObject({ ...gone, at: AT, revision: 1_760_000_000_000 })
    expect(event({ ...tombstone, event_ts: LATER }).revision).toBe(1757416448907)
  })
})
