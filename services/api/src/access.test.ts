// Every route against every kind of caller.

import { personId } from '@thala/incidents/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Needs, scopes } from './access.ts'
import type { Route } from './route.ts'
import { routesOf } from './routes.ts'
import { emptyPages, type TestApi, testApi, testDeps } from './testing.ts'

let api: TestApi
let now: number
beforeEach(async () => {
  now = 1_000_000
  api = await testApi({ now: () => now, pages: emptyPages })
})
afterEach(() => api.stop())

const routes = await testDeps({ pages: emptyPages }).then(({ deps }) => routesOf(deps))
const closed = routes.filter(({ needs }) => needs !== 'nothing')
const addressOf = ({ path }: Route) => path.replace(/[:*]\w+/g, 'x')

const ask = (one: Route, authorization?: string) =>
  fetch(`${api.url}${addressOf(one)}`, {
    method: one.method.toUpperCase(),
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    ...(one.method === 'post' && { body: '{}' }),
  })

const bearer = (token: string) => `Bearer ${token}`

describe.each(closed.map((one) => [`${one.method} ${one.path}`, one] as const))('%s', (_, one) => {
  it('needs no key while there is none', async () => {
    expect([401, 403, 429]).not.toContain((await ask(one)).status)
  })

  it.each([
    ['no key', () => undefined],
    ['garbage', () => 'Bearer garbage'],
    ['another scheme', () => 'Digest username="x"'],
    ['nothing behind the scheme', () => 'Bearer'],
    ['a key that is almost right', () => bearer(api.key().replace(/.$/, (last) => (last === '0' ? '1' : '0')))],
    ['a revoked key', () => bearer(api.key({ revokedAt: 5 }))],
    ['an expired key', () => bearer(api.key({ expiresAt: now }))],
  ])('answers %s with 401, and how to ask', async (_case, authorization) => {
    api.key()
    const response = await ask(one, authorization())
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(
      one.isPage ? /^Basic realm="thala"/ : /^Bearer realm="thala"/,
    )
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(await response.text()).not.toMatch(/thala_[0-9a-f]/)
  })

  it('answers a key of another scope with 403, naming the one that is missing', async () => {
    const { needs }: { needs: Needs } = one
    const others = scopes.filter((scope) => scope !== needs && scope !== 'admin')
    const response = await ask(one, bearer(api.key({ scopes: others })))
    if (needs === 'any') return expect([401, 403]).not.toContain(response.status)
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain(`error="insufficient_scope", scope="${needs}"`)
    expect(await response.json()).toMatchObject({ scope: needs, detail: expect.stringContaining(`"${needs}"`) })
  })

  it.each([one.needs === 'any' || one.needs === 'nothing' ? 'read' : one.needs, 'admin'] as const)(
    'lets a key with the scope %s in, in a browser too',
    async (scope) => {
      const token = api.key({ scopes: [scope] })
      expect([401, 403, 429]).not.toContain((await ask(one, bearer(token))).status)
      const basic = `Basic ${Buffer.from(`anyone:${token}`).toString('base64')}`
      expect([401, 403, 429]).not.toContain((await ask(one, basic)).status)
    },
  )
})

describe('what needs no key', () => {
  it.each(['/livez', '/readyz', '/health', '/healthz'])('is %s, also with keys and a wrong one', async (path) => {
    api.key()
    expect((await api.get(path)).status).toBe(200)
    expect((await api.get(path, 'garbage')).status).toBe(200)
  })

  it('is nothing else that tells of anybody', () => {
    const open = routes.filter(({ needs }) => needs === 'nothing').map(({ path }) => path)
    expect(open.sort()).toEqual(['/assets/*path', '/docs/:file', '/health', '/healthz', '/livez', '/readyz'])
  })
})

describe('a key', () => {
  it('is refused from the moment on in which it is revoked', async () => {
    const token = api.key()
    expect((await api.post('/search', { query: 'x' }, token)).status).toBe(200)
    api.revoke(token)
    const response = await api.post('/search', { query: 'x' }, token)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('revoked') })
  })

  it('is needed although the last one was revoked', async () => {
    api.revoke(api.key())
    expect((await api.post('/search', { query: 'x' })).status).toBe(401)
  })

  it('that is wrong is refused even where none is needed', async () => {
    expect((await api.post('/search', { query: 'x' }, 'garbage')).status).toBe(401)
  })

  it('is needed on other addresses also while there is none', async () => {
    const elsewhere = await testApi({ isLocal: false })
    expect((await elsewhere.post('/search', { query: 'x' })).status).toBe(401)
    await elsewhere.stop()
  })

  it('answers 503 while the store does not, and lets nobody in', async () => {
    const get = async () => Promise.reject(new Error('no answer'))
    const broken = await testApi({ store: { ...api.workspace.store, get } })
    expect((await broken.post('/search', { query: 'x' })).status).toBe(500)
    expect((await broken.post('/search', { query: 'x' }, 'garbage')).status).toBe(401)
    await broken.stop()
  })

  it('reads what its reader may, and no more', async () => {
    const query = { query: 'session tokens in the access log of keyring' }
    const results = async (token: string) => JSON.stringify(await (await api.post('/search', query, token)).json())
    expect(await results(api.key({ reader: { kind: 'person', id: personId('U1') } }))).toContain('Session tokens')
    for (const reader of [
      { kind: 'workspace' } as const,
      { kind: 'local-operator' } as const,
      { kind: 'person', id: personId('U2') } as const,
      { kind: 'person', id: personId('U4') } as const,
      { kind: 'person', id: 'nobody' } as const,
    ])
      expect(await results(api.key({ reader }))).not.toMatch(/Session tokens|signing key/)
  })
})

describe('wrong keys', () => {
  it('of any form are refused, and are nobody’s fault but the caller’s', async () => {
    api.key()
    const text = fc.string({ maxLength: 60 }).map((one) => one.trim())
    const basic = text.map((one) => `Basic ${Buffer.from(one).toString('base64')}`)
    const any = fc.oneof(text, text.map(bearer), basic, fc.constant(`Bearer ${'a'.repeat(8_000)}`))
    await fc.assert(
      fc.asyncProperty(any, async (authorization) => {
        now += 3_000
        const response = await fetch(`${api.url}/openapi.json`, { headers: { authorization } })
        expect(response.status).toBe(401)
      }),
      { numRuns: 60 },
    )
    expect(api.reported).toEqual([])
  })

  it('of one address are answered with 429 after some, until time has passed', async () => {
    const good = api.key()
    for (let i = 0; i < 20; i++) expect((await api.get('/openapi.json', `wrong ${i}`)).status).toBe(401)
    const refused = await api.get('/openapi.json', 'wrong again')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('3')
    expect((await api.get('/openapi.json', good)).status).toBe(429)
    now += 3_000
    expect((await api.get('/openapi.json', good)).status).toBe(200)
  })

  it('do not lock out a key that was right before', async () => {
    const good = api.key()
    expect((await api.get('/openapi.json', good)).status).toBe(200)
    for (let i = 0; i < 25; i++) await api.get('/openapi.json', `wrong ${i}`)
    expect((await api.get('/openapi.json', 'wrong again')).status).toBe(429)
    expect((await api.get('/openapi.json', good)).status).toBe(200)
  })
})
