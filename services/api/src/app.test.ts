import { dependencyDown } from '@thala/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from './body.ts'
import { statusOf, type TestApi, testApi } from './testing.ts'

const running: TestApi[] = []
const started = async (...more: Parameters<typeof testApi>): Promise<TestApi> => {
  const one = await testApi(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

async function expectProblem(response: Response, status: number, detail: RegExp) {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(await response.json()).toMatchObject({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.stringMatching(detail),
  })
}

describe('a bad request', () => {
  it.each<[string, unknown, number, RegExp]>([
    ['an unknown field', { query: 'x', topk: 5 }, 400, /^topk: unknown field$/],
    ['several unknown fields', { query: 'x', a: 1, b: 2 }, 400, /a: unknown field; b: unknown field/],
    ['a missing field', {}, 400, /^query: /],
    ['a wrong type', { query: 7 }, 400, /^query: expected text/],
    ['an empty query', { query: '  ' }, 400, /^query: /],
    ['a query that is too long', { query: 'x'.repeat(2001) }, 400, /^query: /],
    ['too few results', { query: 'x', top_k: 4 }, 400, /^top_k: /],
    ['too many results', { query: 'x', top_k: 101 }, 400, /^top_k: /],
    ['half a result', { query: 'x', top_k: 5.5 }, 400, /^top_k: /],
    ['a number as text', { query: 'x', top_k: '5' }, 400, /^top_k: /],
    ['a deep list', '['.repeat(100_000), 400, /deeper than 32 levels/],
    ['a deep object in a field', `{"query": ${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 400, /deeper than 32 levels/],
    ['a list', [], 400, /^body: /],
    ['null', 'null', 400, /^body: /],
    ['no body', '', 400, /^(?:body|query): /],
    ['broken JSON', '{"query": ', 400, /not JSON/],
    ['text', 'query=x', 400, /not JSON/],
    ['a body over the limit', { query: 'x'.repeat(MAX_BODY_BYTES) }, 413, /over 1048576 bytes/],
  ])('%s is refused, saying what is wrong', async (_, body, status, detail) => {
    const api = await started()
    await expectProblem(await api.post('/search', body), status, detail)
    expect(api.reported).toEqual([])
  })

  it('lists each fault with its field', async () => {
    const { post } = await started()
    const body = await (await post('/search', { query: 1, extra: true })).json()
    expect(body).toMatchObject({
      errors: expect.arrayContaining([
        { field: 'query', message: expect.any(String) },
        { field: 'extra', message: 'unknown field' },
      ]),
    })
  })

  it('that is not declared as JSON is refused: a foreign form could send it', async () => {
    const { url } = await started()
    const response = await fetch(`${url}/search`, { method: 'POST', body: '{"query":"x"}' })
    await expectProblem(response, 415, /Content-Type: application\/json/)
  })

  it.each([
    ['another charset', 'application/json; charset=utf-16'],
    ['a form', 'application/x-www-form-urlencoded'],
  ])('in %s is refused', async (_, type) => {
    const { url } = await started()
    const response = await fetch(`${url}/search`, { method: 'POST', headers: { 'content-type': type }, body: '{}' })
    await expectProblem(response, 415, /UTF-8/)
  })

  it('whose bytes are no UTF-8 is refused', async () => {
    const { url } = await started()
    const body = new Uint8Array([0x7b, 0xff, 0x7d])
    const headers = { 'content-type': 'application/json' }
    await expectProblem(await fetch(`${url}/search`, { method: 'POST', headers, body }), 400, /not JSON/)
  })

  it('to an address that is too long, or broken, is refused', async () => {
    const { get } = await started()
    await expectProblem(await get(`/health?${'x'.repeat(5000)}`), 414, /over 4096 characters/)
    await expectProblem(await get('/lookup_incident/%E0%A4%A'), 400, /decode/)
  })

  it('to an unknown path is told so', async () => {
    const { url, post } = await started()
    await expectProblem(await fetch(`${url}/nothing`), 404, /no such path/)
    await expectProblem(await post('/nothing', {}), 404, /no such path/)
  })

  it('by a wrong method is told the right one', async () => {
    const { url, post } = await started()
    const response = await fetch(`${url}/search`)
    expect(response.headers.get('allow')).toBe('POST')
    await expectProblem(response, 405, /GET is not allowed/)
    expect((await post('/health', {})).headers.get('allow')).toBe('GET, HEAD')
  })
})

describe('who may ask', () => {
  it.each<[string, Record<string, string>, number]>([
    ['a name of the internet that points here', { host: 'evil.example' }, 403],
    ['the same with our port', { host: 'evil.example:8080' }, 403],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example' }, 403],
    ['localhost in a longer name', { host: 'localhost.evil.example' }, 403],
    ['a broken name', { host: '127.0.0.1@evil.example' }, 403],
    ['a page of another origin', { host: 'localhost', origin: 'https://evil.example' }, 403],
    ['a page of another port', { host: 'localhost:8080', origin: 'http://localhost:3000' }, 403],
    ['a page without an origin', { host: 'localhost', origin: 'null' }, 403],
    [
      'a picture in a foreign page',
      { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      403,
    ],
    [
      'a page of another port, embedding',
      { host: 'localhost', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
      403,
    ],
    [
      'a link in a foreign page',
      { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      200,
    ],
    ['our own page', { host: 'localhost', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
    ['this machine', { host: 'localhost' }, 200],
    ['this machine in capitals, with a port', { host: 'LOCALHOST:1234' }, 200],
    ['this machine by number', { host: '127.0.0.1:8080' }, 200],
    ['this machine by its other number', { host: '[::1]:8080' }, 200],
    ['a page of our own', { host: 'localhost:8080', origin: 'http://localhost:8080' }, 200],
    ['a page of our own behind a proxy with TLS', { host: 'localhost', origin: 'https://localhost' }, 200],
  ])('%s: %j → %d', async (_, headers, status) => {
    const { url } = await started()
    expect(await statusOf(`${url}/livez`, headers)).toBe(status)
  })
})

describe('health', () => {
  it.each([
    [
      { live: true, ready: true, reasons: [] },
      { livez: 200, readyz: 200, health: 200 },
    ],
    [
      { live: true, ready: false, reasons: ['starting'] },
      { livez: 200, readyz: 503, health: 503 },
    ],
    [
      { live: false, ready: true, reasons: ['stuck'] },
      { livez: 503, readyz: 503, health: 503 },
    ],
  ])('%j answers %j', async (health, statuses) => {
    const { url } = await started({ health: () => health })
    for (const [path, status] of Object.entries(statuses)) {
      const response = await fetch(`${url}/${path}`)
      expect([path, response.status]).toEqual([path, status])
      expect(await response.json()).toMatchObject({ reasons: health.reasons })
    }
  })

  it('has the status "ok", and says that callers on this machine need no key while there is none', async () => {
    const { get, key } = await started()
    for (const path of ['/health', '/healthz'])
      expect(await (await get(path)).json()).toEqual({ status: 'ok', reasons: [], access: 'open to this machine' })
    key()
    expect(await (await get('/health')).json()).toMatchObject({ status: 'ok', access: 'key' })
  })

  it('asks for a key when the store does not say whether there are any', async () => {
    const { workspace } = await started()
    const failing = { ...workspace.store, get: async () => Promise.reject(new Error('no answer')) }
    const { get } = await started({ store: failing })
    expect(await (await get('/health')).json()).toMatchObject({ access: 'key' })
  })

  it('offers metrics as text', async () => {
    const { url } = await started()
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toBe('thala_up 1\n')
  })
})

describe('what goes wrong inside', () => {
  it('is reported once and told to the caller without the inside', async () => {
    const api = await started({ llm: { predict: async () => Promise.reject(new Error('secret path /home/x')) } })
    const response = await api.post('/search', { query: 'x' })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(api.reported).toHaveLength(1)
  })

  it('is a 503 when something outside does not answer', async () => {
    const api = await started({ embedder: { embed: async () => Promise.reject(dependencyDown('the model')) } })
    await expectProblem(await api.post('/search', { query: 'x' }), 503, /the model does not answer/)
    expect(api.reported).toHaveLength(1)
  })
})

describe('every answer', () => {
  it('is not kept by caches, names no software, and carries the badge of a sample', async () => {
    const { url, workspace } = await started()
    const { headers } = await fetch(`${url}/livez`)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('thala-badge')).toBeNull()
    const sample = await started({ reading: () => ({ store: workspace.store, badge: 'sample workspace' }) })
    expect((await fetch(`${sample.url}/health`)).headers.get('thala-badge')).toBe('sample workspace')
  })
})
