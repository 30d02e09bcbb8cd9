// The HTTP interface in front of the whole pipeline: what is written is read again.

import { incidentId, shortIncidentId, slackMessageId } from '@thala/contracts'
import { askForPause } from '@thala/runtime'
import { said, TEAM } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ApiWorld, issueIn, startApiWorld, told } from './api-testing.ts'

let api: ApiWorld
beforeEach(async () => {
  api = await startApiWorld()
})
afterEach(() => api.world.stop())
const post: ApiWorld['post'] = (...wish) => api.post(...wish)

describe('an incident told over HTTP', () => {
  it('is found, resolved, discussed, opened again, and looked up by the id that its client gave', async () => {
    const indexed = await post('/index', told)
    expect(indexed).toMatchObject({
      status: 200,
      body: { issue_id: 'PAY-17', timestamp: '2025-09-10T08:00:00.000Z', source: 'pagerduty', texts: told.texts },
    })
    const found = await post('/search', { query: 'payments time out at checkout' })
    expect(found.body).toMatchObject({
      results: [{ issue_id: 'PAY-17', status: 'Open', text: told.texts.join('\n'), incident_likelihood: 'Likely' }],
    })
    const fix = {
      issue_id: 'PAY-17',
      status: 'Resolved',
      resolution_text: 'rolled tiller back',
      resolved_by: 'Joel',
      resolved_at: '2025-09-10T08:40:00Z',
    }
    expect(await post('/update_status', fix)).toMatchObject({
      status: 200,
      body: { original_issue_id: 'PAY-17', new_status: 'Resolved' },
    })
    expect((await post('/lookup_incident', { issue_id: 'PAY-17' })).body).toMatchObject({
      found: true,
      status: 'Resolved',
      source: 'pagerduty',
      severity: 'High',
      category: 'Payment',
      resolution_text: 'rolled tiller back',
      resolved_by: 'Joel',
      resolved_at: '2025-09-10T08:40:00.000Z',
    })
    const remark = { linked_issue_id: 'PAY-17', text: 'who is on call?', user_id: 'U1', timestamp: '1757491300.000100' }
    expect((await post('/add_discussion', remark)).body).toMatchObject({ issue_id: 'PAY-17', discussion_count: 1 })
    expect((await post('/add_discussion', remark)).body).toMatchObject({ discussion_count: 1 })
    expect((await post('/update_status', { original_issue_id: 'PAY-17', status: 'Open' })).body).toMatchObject({
      new_status: 'Open',
    })
    expect((await post('/lookup_incident', { issue_id: 'PAY-17' })).body).toMatchObject({
      status: 'Open',
      resolution_text: null,
    })
    // The same fix again, after it was opened again: a new statement, though dated before.
    expect(await post('/update_status', fix)).toMatchObject({ status: 200 })
    expect((await post('/lookup_incident', { issue_id: 'PAY-17' })).body).toMatchObject({ status: 'Resolved' })
  })

  it('is one incident however often the same request is sent', async () => {
    const { issue_id: _, ...anonymous } = told
    const [first, second] = [await post('/index', anonymous), await post('/index', anonymous)]
    expect(first.body).toMatchObject({ issue_id: expect.stringMatching(/^INC-/) })
    expect(second).toEqual(first)
    const remark = { linked_issue_id: issueIn(first.body), text: 'looking', user_id: 'U1', timestamp: '1757491300' }
    const fix = { issue_id: issueIn(first.body), status: 'Resolved', resolution_text: 'restarted it' }
    for (const [path, body] of [
      ['/add_discussion', remark],
      ['/update_status', fix],
    ] as const) {
      expect(await post(path, body)).toMatchObject({ status: 200 })
      await api.world.drain()
      const before = await api.world.hash()
      expect(await post(path, body)).toMatchObject({ status: 200 })
      await api.world.drain()
      expect(await api.world.hash()).toBe(before)
    }
  })

  it('may be resolved from the start, and is corrected under its id', async () => {
    expect((await post('/index', { ...told, status: 'Resolved' })).status).toBe(200)
    expect((await post('/lookup_incident', { issue_id: 'PAY-17' })).body).toMatchObject({ status: 'Resolved' })
    const corrected = { ...told, texts: ['Refunds time out'], severity: 'Low' }
    expect((await post('/index', corrected)).status).toBe(200)
    expect((await post('/lookup_incident', { issue_id: 'PAY-17' })).body).toMatchObject({
      status: 'Open',
      text: 'Refunds time out',
      severity: 'Low',
    })
  })

  it('can be told twice under two ids: each client asks by its own', async () => {
    await post('/index', told)
    await post('/index', { ...told, issue_id: 'NOC-4', timestamp: '2025-09-10 08:05:00' })
    const [one, other] = [
      await post('/lookup_incident', { issue_id: 'PAY-17' }),
      await post('/lookup_incident', { issue_id: 'NOC-4' }),
    ]
    expect(one.body).toMatchObject({ found: true, issue_id: 'PAY-17' })
    expect(other.body).toMatchObject({ found: true, issue_id: 'NOC-4' })
  })
})

describe('an incident that Slack told', () => {
  const root = slackMessageId(TEAM, 'C1', '1757491200.000000')
  const issue = shortIncidentId(incidentId(root))

  it('is resolved and opened again over HTTP, by its short id and by its old name', async () => {
    await api.tellOfPeople()
    await api.world.append(said({ ts: '1757491200.000000', text: 'broken checkout hangs' }))
    await api.world.drain()
    const fix = { original_issue_id: 'slack_1757491200_000000', status: 'Resolved', resolution_text: 'scaled it up' }
    expect(await post('/update_status', fix)).toMatchObject({ status: 200, body: { new_status: 'Resolved' } })
    expect((await post('/lookup_incident', { issue_id: issue })).body).toMatchObject({
      status: 'Resolved',
      resolution_text: 'scaled it up',
    })
    expect((await post('/update_status', { issue_id: issue, status: 'Open' })).status).toBe(200)
    expect((await post('/lookup_incident', { issue_id: issue })).body).toMatchObject({ status: 'Open' })
  })

  it('takes a fix without words or time, and a remark from before it was told', async () => {
    await api.tellOfPeople()
    await api.world.append(said({ ts: '1757491200.000000', text: 'broken checkout hangs' }))
    await api.world.drain()
    const early = { linked_issue_id: issue, text: 'odd noises', user_id: 'U2', timestamp: '2025-09-01' }
    expect(await post('/add_discussion', early)).toMatchObject({ status: 200, body: { discussion_count: 1 } })
    expect((await post('/update_status', { issue_id: issue, status: 'Resolved' })).status).toBe(200)
    expect((await post('/lookup_incident', { issue_id: issue })).body).toMatchObject({
      status: 'Resolved',
      resolution_text: null,
      resolved_by: null,
    })
  })
})

describe('what is told while nobody works on it', () => {
  it('is taken in, which the answer says, and found at its place when they do', async () => {
    await askForPause(api.world.store, 'a test')
    await vi.waitFor(() => expect(api.world.running.health().reasons).toEqual(['paused: a test']))
    await vi.waitFor(() => api.world.bus.seek('thala-classifier', []))
    const { status, location, body } = await post('/index', told)
    expect([status, location]).toEqual([202, '/lookup_incident/PAY-17'])
    expect(body).toMatchObject({ issue_id: 'PAY-17', message: expect.stringContaining('accepted') })
    expect((await fetch(`${api.url}${location}`)).status).toBe(404)
    await askForPause(api.world.store, null)
    await api.world.drain()
    expect(await (await fetch(`${api.url}${location}`)).json()).toMatchObject({ found: true, issue_id: 'PAY-17' })
  })
})
