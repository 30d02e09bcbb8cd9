// The HTTP interface in front of the whole pipeline: who may read what was written.

import type { ApiKey } from '@thala/api'
import { incidentId, shortIncidentId, slackMessageId } from '@thala/contracts'
import { said, TEAM } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ApiWorld, LEADS, member, startApiWorld, told } from './api-testing.ts'

let api: ApiWorld
beforeEach(async () => {
  api = await startApiWorld()
})
afterEach(() => api.world.stop())
const post: ApiWorld['post'] = (...wish) => api.post(...wish)

describe('what is private', () => {
  const root = slackMessageId(TEAM, 'G1', '1757491200.000000')
  const issue = shortIncidentId(incidentId(root))

  it('stays so, whoever writes about it and whoever asks', async () => {
    await api.tellOfPeople()
    await api.world.append(
      said({ ts: '1757491200.000000', channel: 'G1', private: true, text: 'broken vault leaks tokens' }),
    )
    await api.world.drain()
    const theirs = await api.keyFor(member('U1'))
    const fix = {
      issue_id: issue,
      status: 'Resolved',
      resolution_text: 'rotated the vault tokens',
      resolved_by: 'Maren',
    }
    const remark = { linked_issue_id: issue, text: 'vault tokens of billing too', user_id: 'U1' }
    expect(await post('/update_status', fix, theirs)).toMatchObject({ status: 200 })
    expect(await post('/add_discussion', remark, theirs)).toMatchObject({ status: 200, body: { discussion_count: 1 } })
    expect((await post('/lookup_incident', { issue_id: issue }, theirs)).body).toMatchObject({
      status: 'Resolved',
      resolution_text: 'rotated the vault tokens',
    })
    for (const other of [member('U2'), { kind: 'workspace' } as const, { kind: 'local-operator' } as const]) {
      const token = await api.keyFor(other)
      for (const [path, body] of [
        ['/lookup_incident', { issue_id: issue }],
        ['/lookup_incident', { issue_id: incidentId(root) }],
        ['/lookup_incident', { issue_id: root }],
        ['/update_status', fix],
        ['/add_discussion', remark],
      ] as const)
        expect([path, (await post(path, body, token)).status]).toEqual([path, 404])
      const found = await post('/search', { query: 'vault tokens rotated' }, token)
      expect(JSON.stringify(found.body)).not.toMatch(/vault|Maren/)
    }
  })

  it('is told by a key for a conversation to those who read that, by a key of operators to them', async () => {
    await api.tellOfPeople()
    await api.world.drain()
    const secret = { ...told, issue_id: 'SEC-1', texts: ['signing keys are on a share'] }
    const hidden = { ...told, issue_id: 'OPS-1', texts: ['the backup of payroll failed'] }
    expect(
      (await post('/index', secret, await api.keyFor({ kind: 'workspace' }, { conversation: LEADS }))).status,
    ).toBe(200)
    expect((await post('/index', hidden, await api.keyFor({ kind: 'local-operator' }, 'operators'))).status).toBe(200)
    const readable = async (reader: ApiKey['reader']) => {
      const token = await api.keyFor(reader)
      const statuses = ['SEC-1', 'OPS-1'].map((issue_id) => post('/lookup_incident', { issue_id }, token))
      return (await Promise.all(statuses)).map(({ status }) => status)
    }
    expect(await readable(member('U1'))).toEqual([200, 404])
    expect(await readable(member('U2'))).toEqual([404, 404])
    expect(await readable({ kind: 'workspace' })).toEqual([404, 404])
    expect(await readable({ kind: 'local-operator' })).toEqual([404, 200])
    const taken = await post('/index', secret, await api.keyFor({ kind: 'workspace' }))
    expect(taken).toMatchObject({ status: 409, body: { title: 'Id taken' } })
  })
})

describe('keys', () => {
  it('are needed by the next request after the first one was made', async () => {
    expect((await post('/search', { query: 'anything' })).status).toBe(200)
    const token = await api.keyFor({ kind: 'workspace' })
    expect((await post('/search', { query: 'anything' })).status).toBe(401)
    expect((await post('/search', { query: 'anything' }, token)).status).toBe(200)
  })
})
