import { shortIncidentId } from '@thala/contracts'
import { ids, incidentOf, incidents, PAYMENTS, personId, STOREFRONT } from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type TestApi, testApi } from './testing.ts'

let api: TestApi
beforeEach(async () => {
  api = await testApi()
})
afterEach(() => api.stop())

const lookup = async (issue_id: string) => {
  const response = await api.post('/lookup_incident', { issue_id })
  return { status: response.status, body: await response.json() }
}

describe('POST /lookup_incident', () => {
  it.each([
    ['no incident', 'INC-ZZZZZZZ'],
    ['any words', 'the payment thing'],
    ['a private incident', incidents.tokens],
    ['a private message of a public incident', ids.privateFix],
    ['a dismissed one', incidents.lunch],
    ['a deleted one', incidents.basket],
  ])('does not find %s', async (_, issue_id) => {
    expect(await lookup(issue_id)).toEqual({ status: 404, body: { found: false, issue_id } })
  })

  it.each([
    ['its short id', shortIncidentId(incidents.payments)],
    ['its full id', incidents.payments],
    ['a message', ids.paymentsReport],
    ['the name of old', 'slack_1757491200_000000'],
    ['a former id', incidents.formerPayments],
  ])('answers %s with the kept fields and no others', async (_, issue_id) => {
    expect(await lookup(issue_id)).toEqual({
      status: 200,
      body: {
        found: true,
        issue_id: shortIncidentId(incidents.payments),
        document_id: incidents.payments,
        text: 'Payments are timing out at checkout since 08:00\nacquirer answers after 30 s',
        status: 'Resolved',
        source: 'slack',
        timestamp: '2025-09-10T08:00:00.000Z',
        category: 'Payment',
        severity: 'High',
        resolution_text: 'rolled tiller back to 4.8.2, payments go through again. all clear',
        resolved_by: 'Joel',
        resolved_at: '2025-09-10T08:40:00.000Z',
      },
    })
  })

  it('tells of a private fix only that and when', async () => {
    expect((await lookup(incidents.login)).body).toMatchObject({
      status: 'Resolved',
      resolution_text: null,
      resolved_by: null,
      resolved_at: '2025-09-10T09:30:00.000Z',
    })
  })

  it('calls a reopened incident open, without a resolution', async () => {
    expect((await lookup(incidents.search)).body).toMatchObject({
      status: 'Open',
      resolution_text: null,
      resolved_by: null,
      resolved_at: null,
    })
  })

  it('answers 409 with the candidates when an id fits several', async () => {
    const { workspace } = api
    const other = await workspace.message({ channel: STOREFRONT, minutes: 0, text: 'the shop is slow' })
    await workspace.link(incidentOf(STOREFRONT, 0), other, 0, { role: 'report' })
    const { status, body } = await lookup('slack_1757491200')
    expect(status).toBe(409)
    expect(body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('slack_1757491200'),
      candidates: expect.arrayContaining([
        { issue_id: shortIncidentId(incidents.payments), document_id: incidents.payments, title: expect.any(String) },
        { issue_id: expect.any(String), document_id: incidentOf(STOREFRONT, 0), title: 'the shop is slow' },
      ]),
    })
  })

  it.each([{}, { issue_id: '' }, { issue_id: 5 }, { issue_id: 'x'.repeat(513) }, { issue_id: 'x', more: 1 }])(
    'refuses %j',
    async (body) => {
      expect((await api.post('/lookup_incident', body)).status).toBe(400)
    },
  )
})

describe('GET /lookup_incident/:issue_id', () => {
  it('answers as the other does', async () => {
    const id = encodeURIComponent(ids.paymentsReport)
    expect(await (await api.get(`/lookup_incident/${id}`)).json()).toEqual((await lookup(ids.paymentsReport)).body)
    expect((await api.get('/lookup_incident/INC-ZZZZZZZ')).status).toBe(404)
  })
})

describe('POST /predict_incident', () => {
  it('answers with what the description would be', async () => {
    const response = await api.post('/predict_incident', { query: 'customers cannot pay' })
    expect(await response.json()).toEqual({
      query: 'customers cannot pay',
      incident_likelihood: 'Likely',
      confidence: 0.87,
      category: 'Payment',
      severity: 'Critical',
      reasoning: 'names a symptom',
    })
  })

  it.each([{}, { query: '' }, { query: 5 }, { query: 'x'.repeat(2001) }, { query: 'x', top_k: 5 }])(
    'refuses %j',
    async (body) => {
      expect((await api.post('/predict_incident', body)).status).toBe(400)
    },
  )
})

const found = z.object({ results: z.array(z.looseObject({ score: z.number() })), prediction: z.unknown() })

describe('POST /search', () => {
  const search = async (query: string, top_k?: number) =>
    found.parse(await (await api.post('/search', { query, ...(top_k && { top_k }) })).json())

  it('answers with the kept fields and no others', async () => {
    expect(await search('payments timing out at checkout')).toEqual({
      results: [
        {
          text: 'Payments are timing out at checkout since 08:00\nacquirer answers after 30 s',
          score: expect.any(Number),
          timestamp: '2025-09-10T08:00:00.000Z',
          status: 'Resolved',
          incident_likelihood: 'Likely',
          resolution_text: 'rolled tiller back to 4.8.2, payments go through again. all clear',
          resolved_by: 'Joel',
          resolved_at: '2025-09-10T08:40:00.000Z',
          issue_id: shortIncidentId(incidents.payments),
        },
      ],
      prediction: {
        incident_likelihood: 'Likely',
        confidence: 0.87,
        category: 'Payment',
        severity: 'Critical',
        reasoning: 'names a symptom',
      },
    })
  })

  it('scores from 0 to 2', async () => {
    const { results } = await search('Payments are timing out at checkout since 08:00 acquirer answers after 30 s')
    expect(results[0]?.score).toBeGreaterThan(1.8)
    expect(results[0]?.score).toBeLessThanOrEqual(2)
  })

  it('answers five at most unless asked for more', async () => {
    const { workspace } = api
    for (let i = 0; i < 12; i++) {
      const id = await workspace.message({
        channel: PAYMENTS,
        minutes: 600 + i,
        text: `elevator doors jam on floor ${i}`,
      })
      await workspace.link(incidentOf(PAYMENTS, 600 + i), id, 600 + i, { role: 'report' })
    }
    expect((await search('elevator doors jam')).results).toHaveLength(5)
    expect((await search('elevator doors jam', 100)).results).toHaveLength(12)
  })

  it('finds nothing for nonsense, and still predicts', async () => {
    expect(await search('xyzzy plugh')).toEqual({
      results: [],
      prediction: expect.objectContaining({ confidence: 0.87 }),
    })
  })

  it('finds nothing private for a caller without a key', async () => {
    const body = JSON.stringify(await search('session tokens in the access log of keyring'))
    expect(body).not.toMatch(/Session tokens|signing key/)
  })

  it('answers a key that acts as a member with what they may read', async () => {
    const theirs = api.key({ reader: { kind: 'person', id: personId('U1') } })
    const response = await api.post('/search', { query: 'session tokens in the access log of keyring' }, theirs)
    expect(await response.json()).toMatchObject({ results: [{ text: expect.stringContaining('Session tokens') }] })
  })
})
