import { createHash } from 'node:crypto'
import { incidentList, incidentStory, shortIncidentId } from '@thala/contracts'
import {
  exampleWorkspace,
  incidentOf,
  incidents,
  PAYMENTS,
  personId,
  SECURITY,
  type Workspace,
} from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addKey, type TestApi, testApi } from '../testing.ts'
import { type Live, openLive } from './live.ts'

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])
const disguised = new TextEncoder().encode('<html><script>alert(1)</script>')
const hidden = Uint8Array.from([...png, 1])
const unattached = Uint8Array.from([...png, 2])
const bomb = Uint8Array.from([...png, 3])

let w: Workspace
let live: Live
let api: TestApi
const kept = new Map([png, disguised, hidden, unattached, bomb].map((bytes) => [sha256Of(bytes), bytes]))

beforeEach(async () => {
  w = await exampleWorkspace()
  const attached = (bytes: Uint8Array) => [
    {
      name: 'shot.png',
      mimeType: 'image/png',
      bytes: bytes.length,
      url: 'https://files.example/secret',
      text: 'Error 504',
      sha256: sha256Of(bytes),
    },
  ]
  const said = { channel: PAYMENTS, minutes: 400, text: 'the till prints nothing', thread: 400 }
  await w.link(incidentOf(PAYMENTS, 400), await w.message({ ...said, attachments: attached(png) }), 400, {
    role: 'report',
  })
  await w.message({ channel: PAYMENTS, minutes: 401, text: 'look', attachments: attached(disguised) })
  await w.message({ channel: SECURITY, minutes: 402, text: 'look', attachments: attached(hidden) })
  const reading = () => ({ store: w.store })
  live = openLive({ reading, report: (error) => expect(error).toBeUndefined(), gatherMs: 1 })
  api = await testApi({
    reading,
    store: w.store,
    embedder: w.embedder,
    pages: { live, blobs: { get: async (sha256) => kept.get(sha256) ?? null }, site },
  })
})
afterEach(async () => {
  live.stop()
  await api.stop()
})

const site = {
  html: '<!doctype html><title>Thala</title>',
  headers: { 'content-security-policy': "default-src 'none'" },
  files: new Map([['/assets/1/browser/main.ts', { type: 'text/javascript; charset=utf-8', body: png }]]),
}
const get = (path: string) => fetch(`${api.url}${path}`)
const list = async (query = '') => incidentList.parse(await (await get(`/api/incidents${query}`)).json())
const story = async (id: string) => incidentStory.parse(await (await get(`/api/incidents/${id}`)).json())

describe('GET /api/incidents', () => {
  it.each([
    '?page=0',
    '?page=x',
    '?page=1001',
    '?status=closed',
    `?q=${'x'.repeat(201)}`,
    '?page=1&page=2',
    '?limit=5',
  ])('refuses %s', async (query) => {
    const response = await get(`/api/incidents${query}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([400, expect.stringContaining('problem')])
  })

  it('lists what the reader may know, latest first, and counts nothing else', async () => {
    const { incidents: rows, ...rest } = await list()
    expect(rows.map(({ title }) => title)).toEqual([
      'the till prints nothing',
      expect.stringContaining('Search'),
      expect.stringContaining('ogin'),
      expect.stringContaining('Payments are timing out'),
    ])
    expect(rest).toEqual({
      total: 4,
      page: 1,
      pageSize: 10,
      pages: 1,
      counts: { open: 2, resolved: 2 },
      badge: null,
      clock: null,
    })
  })

  it('lists the open ones or the resolved ones, and counts both', async () => {
    for (const [status, total] of [
      ['open', 2],
      ['resolved', 2],
    ] as const) {
      const listed = await list(`?status=${status}`)
      expect([listed.total, listed.counts]).toEqual([total, { open: 2, resolved: 2 }])
      expect(listed.incidents.map((row) => row.status === 'Resolved')).toEqual([
        status === 'resolved',
        status === 'resolved',
      ])
    }
  })

  it('pages, and past the last page there is none', async () => {
    for (let i = 0; i < 12; i++) {
      const minutes = 600 + i
      const id = await w.message({ channel: PAYMENTS, minutes, text: `elevator doors jam on floor ${i}` })
      await w.link(incidentOf(PAYMENTS, minutes), id, minutes, { role: 'report' })
    }
    expect((await list('?page=2')).incidents).toHaveLength(6)
    expect(await list('?page=3')).toMatchObject({ incidents: [], total: 16, pages: 2 })
    const found = await list('?q=elevator%20doors&page=2')
    expect([found.incidents.length, found.total, found.pages]).toEqual([2, 12, 2])
  })

  it('searches, and shows what answered with the words marked', async () => {
    const [first] = (await list('?q=payments%20timing%20out')).incidents
    expect(first).toMatchObject({ shortId: shortIncidentId(incidents.payments), match: { author: 'Joel' } })
    const { text = '', marks = [] } = first?.match ?? {}
    expect(marks.map(({ start, end }) => text.slice(start, end).toLowerCase())).toContain('payments')
    expect(await list('?q=session%20tokens%20keyring')).toMatchObject({ total: 0, counts: { open: 0, resolved: 0 } })
  })
})

describe('a search for an id', () => {
  it('finds the incident that is called so, where the reader may read it', async () => {
    for (const id of [
      shortIncidentId(incidents.payments),
      incidents.payments,
      shortIncidentId(incidents.formerPayments),
    ])
      expect(await list(`?q=${id}`)).toMatchObject({
        incidents: [{ id: incidents.payments, match: null }],
        total: 1,
        counts: { open: 0, resolved: 1 },
      })
    expect(await list(`?q=${incidents.payments}&status=open`)).toMatchObject({ incidents: [], total: 0 })
  })

  it.each([shortIncidentId(incidents.tokens), 'INC-ZZZZZZZ'])('finds nothing for %s: there is none', async (id) => {
    expect(await list(`?q=${id}`)).toMatchObject({ incidents: [], total: 0, counts: { open: 0, resolved: 0 } })
  })
})

describe('GET /api/incidents/:id', () => {
  it.each([
    ['nothing of the kind', 'INC-ZZZZZZZ'],
    ['a private one', incidents.tokens],
    ['a path', '..%2Fkeys'],
    ['a long one', 'x'.repeat(400)],
  ])('%s is not found', async (_, id) => expect((await get(`/api/incidents/${id}`)).status).toBe(404))

  it('tells who said what, in which part, and why it was linked', async () => {
    const told = await story(shortIncidentId(incidents.payments))
    expect(told.incident).toMatchObject({ id: incidents.payments, status: 'Resolved', resolution: { by: 'Joel' } })
    expect(told.formerly).toEqual([shortIncidentId(incidents.formerPayments)])
    expect(told.entries[0]).toMatchObject({
      role: 'report',
      author: 'Joel',
      conversation: 'payments',
      evidence: { kind: 'root' },
    })
  })

  it('tells of a private fix only that and when', async () => {
    const told = await story(incidents.login)
    expect(told.incident.resolution).toMatchObject({ text: null, by: null })
    expect(JSON.stringify(told)).not.toMatch(/security-leads|signing key/)
  })

  it('is cut where it is too long to read, and says so', async () => {
    const long = await w.message({ channel: PAYMENTS, minutes: 1_000, text: `the wall is full ${'x'.repeat(30_000)}` })
    const incident = incidentOf(PAYMENTS, 1_000)
    await w.link(incident, long, 1_000, { role: 'report' })
    for (let i = 1; i <= 600; i++) {
      const id = await w.message({ channel: PAYMENTS, minutes: 1_000 + i, text: `look ${i}` })
      await w.link(incident, id, 1_000 + i, { role: 'discussion' })
    }
    const { entries, omitted } = await story(incident)
    expect([entries.length, omitted]).toEqual([500, { count: 101, after: 100 }])
    expect([entries[99]?.text, entries[100]?.text, entries[499]?.text]).toEqual(['look 99', 'look 201', 'look 600'])
    expect(entries[0]?.text).toMatch(/^the wall is full x+\n… \(cut here, of 30017 characters\)$/)
    expect(entries[0]?.text?.length).toBeLessThan(20_100)
  })

  it('names attachments with their text, and not where the source keeps them', async () => {
    const told = await story(incidentOf(PAYMENTS, 400))
    expect(told.entries[0]?.attachments).toEqual([
      { name: 'shot.png', text: 'Error 504', reason: null, sha256: sha256Of(png) },
    ])
    expect(JSON.stringify(told)).not.toContain('files.example')
  })
})

describe('GET /api/blobs/:sha256', () => {
  it.each([
    ['no sha256', 'abc'],
    ['a path', '..%2F..%2Fetc%2Fpasswd'],
    ['nothing that is kept', 'f'.repeat(64)],
    ['what hangs on a private message', sha256Of(hidden)],
    ['what hangs on no message', sha256Of(unattached)],
    ['a page that calls itself a picture', sha256Of(disguised)],
  ])('%s is not found', async (_, sha256) => expect((await get(`/api/blobs/${sha256}`)).status).toBe(404))

  it('is the picture, which may do nothing', async () => {
    const response = await get(`/api/blobs/${sha256Of(png)}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png)
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toContain('private')
  })

  it('that was too large to be read here is offered to no browser', async () => {
    const attachment = {
      name: 'bomb.png',
      mimeType: 'image/png',
      bytes: 9,
      url: null,
      text: null,
      sha256: sha256Of(bomb),
    }
    const reason = 'the picture is too large: 14000 × 14000 pixels, of which 40 million are read, 10000 a side'
    const said = { channel: PAYMENTS, minutes: 700, text: 'gate is stuck', attachments: [{ ...attachment, reason }] }
    await w.link(incidentOf(PAYMENTS, 700), await w.message(said), 700, { role: 'report' })
    const { entries } = await story(incidentOf(PAYMENTS, 700))
    expect(entries[0]?.attachments).toEqual([{ name: 'bomb.png', text: null, reason, sha256: null }])
    expect((await get(`/api/blobs/${sha256Of(bomb)}`)).status).toBe(404)
  })

  it('is gone with the message', async () => {
    const said = { channel: PAYMENTS, minutes: 400, text: 'the till prints nothing' }
    await w.message({ ...said, deleted: true, revision: 500 })
    expect((await get(`/api/blobs/${sha256Of(png)}`)).status).toBe(404)
  })
})

describe('GET /api/stream', () => {
  async function opened(headers: Record<string, string> = {}) {
    const over = new AbortController()
    const response = await fetch(`${api.url}/api/stream`, { headers, signal: over.signal })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (part: string) => {
      while (!text.includes(part)) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
        if (done) throw new Error(`the stream ended before ${part}: ${text}`)
        text += value
      }
      return text
    }
    return { response, until, end: () => over.abort(), ended: async () => (await reader?.read())?.done }
  }

  it('says that everything may have changed, then which incident did; from whichever event one comes back', async () => {
    const { response, until, end } = await opened({ 'last-event-id': '7' })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await until('event: everything\ndata: {}\n\n')
    live.changed({ incidentId: incidents.tokens, version: 1 })
    live.changed({ incidentId: incidents.payments, version: 3 })
    const text = await until(`event: incident\ndata: {"incidentId":"${incidents.payments}","version":3}\n\n`)
    expect(text).not.toContain(incidents.tokens)
    end()
  })

  it('ends when the server stops', async () => {
    const { until, ended } = await opened()
    await until('everything')
    live.stop()
    expect(await ended()).toBe(true)
    expect((await get('/api/stream')).status).toBe(503)
  })
})

describe('the page itself', () => {
  it.each(['/', '/incidents/INC-A7K2P9Q'])('is at %s, under its policy', async (path) => {
    const response = await get(path)
    expect(await response.text()).toBe(site.html)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('has the files that it was given, kept for ever, and no others', async () => {
    const response = await get('/assets/1/browser/main.ts')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('immutable')
    for (const path of [
      '/assets/2/browser/main.ts',
      '/assets/1/browser/../../../package.json',
      '/assets/1/browser/..%2fmain.ts',
      '/assets/',
    ])
      expect((await get(path)).status).toBe(404)
  })

  it('writes nothing: another method is told the right one', async () => {
    const response = await fetch(`${api.url}/api/incidents`, { method: 'POST' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})

describe('where there are keys', () => {
  const paths = ['/', '/incidents/INC-A7K2P9Q', '/api/incidents', `/api/incidents/${incidents.tokens}`, '/api/stream']
  const withKey = (key: string) => ({ authorization: `Basic ${Buffer.from(`anyone:${key}`).toString('base64')}` })

  it('the page and all that it asks for need one, and the browser asks for it; scripts are the same for everybody', async () => {
    addKey(w)
    for (const path of [...paths, `/api/blobs/${sha256Of(png)}`]) {
      const response = await get(path)
      expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        expect.stringMatching(/^Basic realm="thala"/),
      ])
    }
    expect((await get('/assets/1/browser/main.ts')).status).toBe(200)
  })

  it('one reads with it what its reader may read', async () => {
    const headers = withKey(addKey(w, { reader: { kind: 'person', id: personId('U1') } }))
    const response = await fetch(`${api.url}/api/incidents/${incidents.tokens}`, { headers })
    expect(await response.json()).toMatchObject({ incident: { title: expect.stringContaining('Session tokens') } })
    expect((await fetch(`${api.url}/api/blobs/${sha256Of(hidden)}`, { headers })).status).toBe(200)
    const outsider = withKey(addKey(w))
    expect((await fetch(`${api.url}/api/incidents/${incidents.tokens}`, { headers: outsider })).status).toBe(404)
  })
})
