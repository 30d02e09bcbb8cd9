// Whatever is sent, the answer is never a 5xx, and nothing is reported: bad input is the caller's own doing.

import { incidents } from '@thala/incidents/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApi, testApi } from './testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await testApi()
})
afterAll(() => api.stop())

const RUNS = 150
const names = [
  'issue_id',
  'original_issue_id',
  'linked_issue_id',
  'query',
  'top_k',
  'texts',
  'text',
  'status',
  'timestamp',
  'resolved_at',
  'source',
  'user_id',
  '__proto__',
  'constructor',
]
const hostile = fc.constantFrom(
  '',
  'Open',
  'Resolved',
  'INC-A000000',
  'slack_1757491200',
  'f'.repeat(32),
  '__proto__',
  '\u0000',
  '\ud800',
  '\u202e',
  '../../etc/passwd',
  "'; drop table documents; --",
  '{"$ne":1}',
  'x'.repeat(3_000),
  '支'.repeat(600),
  '(a+)+$'.repeat(50),
  1e308,
  -1,
  null,
)
const value = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.array(hostile, { maxLength: 3 }), fc.jsonValue())
const body = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 })

const reasonable = (path: string, status: number) => {
  if (status >= 500) throw new Error(`${path} answered ${status}: ${JSON.stringify(api.reported)}`)
}

describe('any body', () => {
  it.each(['/index', '/search', '/predict_incident', '/update_status', '/lookup_incident', '/add_discussion'])(
    'to %s gets an answer that is no 5xx',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(body, value), async (sent) => {
          reasonable(path, (await api.post(path, JSON.stringify(sent) ?? '')).status)
        }),
        { numRuns: RUNS },
      )
      expect(api.reported).toEqual([])
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
  )

  it('of any bytes gets one too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const headers = { 'content-type': 'application/json' }
        reasonable('/search', (await fetch(`${api.url}/search`, { method: 'POST', headers, body: bytes })).status)
      }),
      { numRuns: RUNS },
    )
    expect(api.reported).toEqual([])
  })
})

describe('half of a character', () => {
  const half = '\ud83d down \ud800'
  const report = { texts: [half], source: half }
  it.each<[string, object]>([
    ['/index', report],
    ['/index', { ...report, issue_id: half }],
    ['/search', { query: half }],
    ['/predict_incident', { query: half }],
    ['/lookup_incident', { issue_id: half }],
    ['/update_status', { issue_id: half, status: 'Open' }],
    ['/add_discussion', { linked_issue_id: half, text: half, user_id: half }],
    ['/search', { [half]: 1 }],
  ])('sent to %s is in no answer: %j', async (path, sent) => {
    const answer = await (await api.post(path, sent)).text()
    expect(answer).not.toMatch(/\\ud[89a-f]/i)
    expect(answer).toMatch(/\ufffd|printable|prediction/)
  })

  it('is no reason to refuse what a client cut anywhere', async () => {
    const sent = { linked_issue_id: incidents.payments, text: half, user_id: half }
    expect((await api.post('/add_discussion', sent)).status).toBe(202)
  })
})

describe('any id in an address', () => {
  it('gets an answer that is no 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.webPath()), async (id) => {
        const path = `/lookup_incident/${encodeURIComponent(id.toWellFormed())}`
        reasonable(path, (await api.get(path)).status)
      }),
      { numRuns: RUNS },
    )
    expect(api.reported).toEqual([])
  })
})
