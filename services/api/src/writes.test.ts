// What the other routes that write append to the log, and what they answer while nothing has come of it yet.

import { WORKSPACE } from '@thala/contracts'
import { conversationId, ids, incidents, PAYMENTS, personId, SECURITY } from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAppended, type TestApi, testApi } from './testing.ts'

let api: TestApi
beforeEach(async () => {
  api = await testApi()
})
afterEach(() => api.stop())
const appended = () => readAppended(api.appended)

describe('POST /update_status', () => {
  const fix = {
    issue_id: incidents.search,
    status: 'Resolved',
    resolution_text: 'pinned the analyzer',
    resolved_by: 'Maren',
    resolved_at: '2025-09-10T13:00:00Z',
  }

  it.each<[string, object, RegExp]>([
    ['no id', { issue_id: undefined }, /issue_id/],
    ['two ids', { original_issue_id: incidents.payments }, /different incidents/],
    ['no status', { status: undefined }, /status/],
    ['another status', { status: 'Closed' }, /status: .*Open, Resolved/],
    ['no time', { resolved_at: 'soon' }, /resolved_at/],
    ['an unknown field', { resolver: 'x' }, /resolver: unknown field/],
  ])('refuses %s', async (_, more, detail) => {
    const response = await api.post('/update_status', { ...fix, ...more })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) })
    expect(api.appended).toEqual([])
  })

  it.each([
    ['nobody has', 'INC-ZZZZZZZ'],
    ['is private', incidents.tokens],
    ['was dismissed', incidents.lunch],
    ['is gone', incidents.basket],
  ])('answers 404 for an incident that %s', async (_, issue_id) => {
    const response = await api.post('/update_status', { ...fix, issue_id })
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ])
    expect(api.appended).toEqual([])
  })

  it('appends the words of the fix, beside the report, tied to it by a correction', async () => {
    const response = await api.post('/update_status', fix)
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ original_issue_id: incidents.search, new_status: 'Resolved' })
    const [message] = appended().messages
    expect(message).toMatchObject({
      text: 'pinned the analyzer',
      author: { name: 'Maren' },
      at: Date.UTC(2025, 8, 10, 13),
      said: { type: 'resolution', status: 'Resolved' },
      audience: WORKSPACE,
    })
    expect(appended().corrections).toMatchObject([
      {
        action: 'relink',
        targets: [message?.messageId],
        with: expect.stringContaining('slack:T1:CSHOP'),
        actor: 'local-operator',
      },
    ])
    expect(appended().directory).toMatchObject([
      {
        subjectId: message?.conversationId,
        subject: { visibility: 'private', readersOf: conversationId('CSHOP') },
      },
    ])
  })

  it('takes the old name of the id, both when they agree, and nothing but a status', async () => {
    const { issue_id, ...rest } = fix
    expect((await api.post('/update_status', { ...rest, original_issue_id: issue_id })).status).toBe(202)
    expect((await api.post('/update_status', { ...fix, original_issue_id: issue_id })).status).toBe(202)
    expect((await api.post('/update_status', { issue_id, status: 'Resolved' })).status).toBe(202)
  })

  it('opens what is closed by a correction, and does nothing to what is open', async () => {
    expect((await api.post('/update_status', { issue_id: incidents.payments, status: 'Open' })).status).toBe(202)
    expect(appended().corrections).toMatchObject([{ action: 'reopened', targets: [ids.paymentsReport] }])
    api.appended.splice(0)
    expect((await api.post('/update_status', { issue_id: incidents.search, status: 'Open' })).status).toBe(200)
    expect(api.appended).toEqual([])
  })

  it('offers the candidates of an id that fits several; their titles to readers only', async () => {
    const { workspace } = api
    const other = await workspace.message({ channel: 'CSHOP', minutes: 0, text: 'the shop is slow' })
    await workspace.link('f'.repeat(32), other, 0, { role: 'report' })
    const ask = (token?: string) => api.post('/update_status', { ...fix, issue_id: 'slack_1757491200' }, token)
    const response = await ask()
    expect(response.status).toBe(409)
    const titled = expect.objectContaining({ title: expect.any(String) })
    expect(await response.json()).toMatchObject({ candidates: [titled, titled] })
    const told = await (await ask(api.key({ scopes: ['write'] }))).json()
    const named = { issue_id: expect.any(String), document_id: expect.any(String) }
    expect(told).toEqual(expect.objectContaining({ candidates: [named, named] }))
  })

  it('by a member writes to a private incident in private, under their name', async () => {
    const token = api.key({ reader: { kind: 'person', id: personId('U1') } })
    expect((await api.post('/update_status', { ...fix, issue_id: incidents.tokens }, token)).status).toBe(202)
    expect(appended().directory).toMatchObject([
      { subject: { visibility: 'private', members: [], readersOf: conversationId(SECURITY) } },
    ])
    expect(appended().corrections).toMatchObject([{ actor: personId('U1') }])
  })
})

describe('POST /add_discussion', () => {
  const remark = {
    linked_issue_id: incidents.payments,
    text: 'on it',
    user_id: 'U1',
    timestamp: '2025-09-10T08:20:00Z',
  }

  it.each<[string, object]>([
    ['no incident', { linked_issue_id: undefined }],
    ['no words', { text: ' ' }],
    ['no time', { timestamp: 'soon' }],
    ['an unknown field', { channel: 'C1' }],
  ])('refuses %s', async (_, more) => {
    expect((await api.post('/add_discussion', { ...remark, ...more })).status).toBe(400)
    expect(api.appended).toEqual([])
  })

  it('appends the remark, tied to the incident', async () => {
    const response = await api.post('/add_discussion', remark)
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ issue_id: expect.stringMatching(/^INC-/), discussion_count: 1 })
    const [message] = appended().messages
    expect(message).toMatchObject({ text: 'on it', author: { name: 'U1' }, said: { type: 'discussion' } })
    expect(appended().corrections).toMatchObject([
      { action: 'relink', targets: [message?.messageId], with: ids.paymentsReport },
    ])
    expect(appended().directory).toMatchObject([{ subject: { readersOf: conversationId(PAYMENTS) } }])
  })

  it('answers 404 for an incident that the caller may not read', async () => {
    expect((await api.post('/add_discussion', { ...remark, linked_issue_id: incidents.tokens })).status).toBe(404)
  })
})

describe('a write in a process that shows a sample', () => {
  it('asks and answers about real data, without the sample’s badge', async () => {
    const empty = await testApi()
    const sample = await testApi({
      reading: () => ({ store: empty.workspace.store, badge: 'sample workspace' }),
      store: api.workspace.store,
    })
    const response = await sample.post('/update_status', { issue_id: incidents.search, status: 'Open' })
    expect([response.status, response.headers.get('thala-badge')]).toEqual([200, null])
    const unknown = await sample.post('/update_status', { issue_id: 'INC-ZZZZZZZ', status: 'Open' })
    expect(await unknown.json()).toMatchObject({ detail: expect.stringContaining('sample workspace, which cannot') })
    expect((await sample.get('/livez')).headers.get('thala-badge')).toBe('sample workspace')
    await Promise.all([empty.stop(), sample.stop()])
  })
})

describe('a log that does not take it', () => {
  it('is a 5xx, reported once; nothing of the inside is told', async () => {
    const broken = await testApi({ append: async () => Promise.reject(new Error('secret path')) })
    const response = await broken.post('/index', { texts: ['down'] })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(broken.reported).toHaveLength(1)
    await broken.stop()
  })
})
