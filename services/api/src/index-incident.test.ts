// What `/index` appends to the log, and what it answers while nothing has come of it yet.

import { API_CONVERSATION, apiMessageId, WORKSPACE } from '@thala/contracts'
import { conversationId, incidents, SECURITY } from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readAppended, type TestApi, testApi } from './testing.ts'

let api: TestApi
beforeEach(async () => {
  api = await testApi()
})
afterEach(() => api.stop())
const appended = () => readAppended(api.appended)

describe('POST /index', () => {
  const told = {
    texts: ['Database connection timeout', 'pool exhausted'],
    timestamp: '2025-09-10T08:00:00',
    status: 'Open',
    source: 'slack',
    category: 'Database',
    severity: 'High',
  }

  it.each<[string, object]>([
    ['no texts', { texts: undefined }],
    ['a text instead of texts', { texts: 'down' }],
    ['an empty list', { texts: [] }],
    ['texts without words', { texts: [' ', '\n'] }],
    ['too many texts', { texts: Array.from({ length: 101 }, () => 'x') }],
    ['texts too long together', { texts: ['x'.repeat(150_000), 'x'.repeat(150_000)] }],
    ['no time at all', { timestamp: 'yesterday' }],
    ['a status of a ticket', { status: 'In Progress' }],
    ['a category that there is not', { category: 'Coffee' }],
    ['a severity that there is not', { severity: 'P1' }],
    ['a likelihood that there is not', { incident_likelihood: 0.9 }],
    ['an id that is kept for others', { issue_id: ':fix:1' }],
    ['an id with a line break', { issue_id: 'a\nb' }],
    ['an id with half a character', { issue_id: 'a\ud800' }],
    ['an id that is too long', { issue_id: '支'.repeat(200) }],
    ['an empty id', { issue_id: '' }],
    ['the short id of an incident', { issue_id: 'INC-X1V5SKB' }],
    ['the same in small letters', { issue_id: ' inc-x1v5skb' }],
    ['the full id of an incident', { issue_id: incidents.payments }],
    ['an unknown field', { prority: 'High' }],
  ])('refuses %s, and appends nothing', async (_, more) => {
    const response = await api.post('/index', { ...told, ...more })
    expect(response.status).toBe(400)
    expect(await response.json()).toHaveProperty('errors.0.field')
    expect(api.appended).toEqual([])
  })

  it('appends where it stands and what was said, and says where it will be found', async () => {
    const response = await api.post('/index', { ...told, issue_id: 'DB 1/a' })
    expect(response.status).toBe(202)
    expect(response.headers.get('location')).toBe('/lookup_incident/DB%201%2Fa')
    expect(await response.json()).toEqual({
      message: expect.stringContaining('accepted'),
      texts: told.texts,
      timestamp: '2025-09-10T08:00:00.000Z',
      status: 'Open',
      issue_id: 'DB 1/a',
      source: 'slack',
      category: 'Database',
      severity: 'High',
    })
    expect(appended().directory).toMatchObject([{ subjectId: API_CONVERSATION, subject: { visibility: 'public' } }])
    expect(appended().messages).toMatchObject([
      {
        messageId: apiMessageId('DB 1/a'),
        conversationId: API_CONVERSATION,
        audience: WORKSPACE,
        text: 'Database connection timeout\npool exhausted',
        at: Date.UTC(2025, 8, 10, 8),
        said: { type: 'incident_report', category: 'Database', severity: 'High', status: 'Open', source: 'slack' },
      },
    ])
  })

  it.each<[string, object, object]>([
    ['only texts', { texts: ['down'] }, { said: { type: 'incident_report', status: 'Open', source: 'api' } }],
    [
      'nothing in optional fields',
      { ...told, category: null, severity: null, issue_id: null },
      { text: told.texts.join('\n') },
    ],
    [
      'Unlikely, read as Not Likely',
      { ...told, incident_likelihood: 'Unlikely' },
      { said: { likelihood: 'Not Likely' } },
    ],
    ['Likely', { ...told, incident_likelihood: 'Likely' }, { said: { likelihood: 'Likely' } }],
    [
      'other capitals',
      { ...told, severity: 'high', category: 'DATABASE', status: 'resolved' },
      { said: { severity: 'High', category: 'Database', status: 'Resolved' } },
    ],
    ['half a character in a text', { texts: ['a\ud800b'] }, { text: 'a\ufffdb' }],
    ['a time as Slack gives it', { ...told, timestamp: '1757491200.000100' }, { at: 1757491200000 }],
  ])('takes %s', async (_, body, expected) => {
    expect((await api.post('/index', body)).status).toBe(202)
    expect(appended().messages).toMatchObject([expected])
  })

  it('makes the same message of the same request, and answers with the incident’s short id', async () => {
    const [one, other] = [await api.post('/index', told), await api.post('/index', told)]
    expect(appended().messages.map(({ messageId }) => messageId)).toEqual([
      appended().messages[0]?.messageId,
      appended().messages[0]?.messageId,
    ])
    const { issue_id } = z.object({ issue_id: z.string() }).parse(await one.json())
    expect(issue_id).toMatch(/^INC-[A-Z][0-9A-Z]{6}$/)
    expect(await other.json()).toMatchObject({ issue_id })
  })

  it('writes where the key says: for operators, or for those who read a conversation', async () => {
    await api.post('/index', told, api.key({ readership: 'operators' }))
    await api.post('/index', told, api.key({ readership: { conversation: conversationId(SECURITY) } }))
    expect(appended().directory).toMatchObject([
      { subject: { visibility: 'private', operators: true } },
      { subject: { visibility: 'private', members: [], readersOf: conversationId(SECURITY) } },
    ])
    expect(new Set(appended().messages.map((one) => one.conversationId)).size).toBe(2)
    expect(appended().messages[1]?.audience).toBe(conversationId(SECURITY))
  })
})
