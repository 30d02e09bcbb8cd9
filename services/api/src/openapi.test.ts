// The document, the server and real answers agree, because all three come from the same routes.

import { ids, incidents } from '@thala/incidents/testing'
import type { Express } from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApi } from './app.ts'
import { openApiDocument, pathOf } from './openapi.ts'
import { problemBody } from './problem.ts'
import type { Route } from './route.ts'
import { routesOf } from './routes.ts'
import { emptyPages, type TestApi, testApi, testDeps } from './testing.ts'

let api: TestApi
beforeEach(async () => {
  api = await testApi({ pages: emptyPages })
})
afterEach(() => api.stop())

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query']), schema: z.object() }))
    .optional(),
  requestBody: z.looseObject({ content: z.looseObject({ 'application/json': z.object() }) }).optional(),
  responses: z.record(z.string().regex(/^(?:\d{3}|default)$/), z.looseObject({ description: z.string() })),
})
const document = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.record(z.enum(['get', 'post']), operation).or(z.looseObject({}))),
})

/** What Express itself has, whoever put it there. */
function pathsOf(app: Express): Set<string> {
  const layers = z.array(z.looseObject({ route: z.looseObject({ path: z.string() }).optional() }))
  return new Set(layers.parse(app.router.stack).flatMap(({ route }) => (route ? [route.path] : [])))
}

const told = async () => document.parse(await (await api.get('/openapi.json')).json())

describe('the document', () => {
  it('has every path of the server, and no other', async () => {
    const { deps } = await testDeps({ pages: emptyPages })
    const { paths } = await told()
    expect(Object.keys(paths).sort()).toEqual([...pathsOf(createApi(deps))].map(pathOf).sort())
  })

  it('names every operation once, and every parameter of its path', async () => {
    const { paths } = await told()
    const operations = Object.entries(paths).flatMap(([path, some]) =>
      Object.values(some).map((one) => ({ path, ...operation.parse(one) })),
    )
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    for (const { path, parameters = [] } of operations)
      expect(parameters.flatMap((one) => (one.in === 'path' ? [`{${one.name}}`] : []))).toEqual(
        path.match(/\{\w+\}/g) ?? [],
      )
  })

  it('says what a body takes as clients send it, not as it is read', async () => {
    const { paths } = await told()
    expect(paths['/index']).toMatchObject({
      post: {
        security: [{ key: [] }],
        description: expect.stringContaining('`write`'),
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['texts'],
                additionalProperties: false,
                properties: { texts: { type: 'array', minItems: 1 }, issue_id: expect.anything() },
              },
            },
          },
        },
        responses: { 200: expect.anything(), 202: expect.anything(), default: expect.anything() },
      },
    })
    expect(paths['/health']).toMatchObject({ get: { security: [] } })
  })

  it('is written from any routes, with wildcards and queries', () => {
    const one: Route = {
      method: 'get',
      path: '/files/*path',
      summary: 'A file',
      needs: 'nothing',
      query: z.object({ page: z.coerce.number().default(1), q: z.string() }),
      answers: { 200: { description: 'It', type: 'image/*' } },
      handle: () => ({ kind: 'streamed' }),
    }
    expect(openApiDocument([one]).paths).toMatchObject({
      '/files/{path}': {
        get: {
          parameters: [
            { name: 'path', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'page', in: 'query', required: false },
            { name: 'q', in: 'query', required: true },
          ],
          responses: { 200: { content: { 'image/*': {} } } },
        },
      },
    })
  })
})

describe('a real answer', () => {
  const cases: [string, string, unknown, number][] = [
    ['post', '/search', { query: 'payments timing out at checkout' }, 200],
    ['post', '/predict_incident', { query: 'customers cannot pay' }, 200],
    ['post', '/lookup_incident', { issue_id: incidents.payments }, 200],
    ['post', '/lookup_incident', { issue_id: 'INC-ZZZZZZZ' }, 404],
    ['post', '/index', { texts: ['the shop is down'] }, 202],
    ['post', '/update_status', { issue_id: incidents.payments, status: 'Open' }, 202],
    ['post', '/add_discussion', { linked_issue_id: ids.paymentsReport, text: 'on it' }, 202],
    ['get', '/health', undefined, 200],
    ['get', '/livez', undefined, 200],
    ['get', '/openapi.json', undefined, 200],
  ]

  it.each(cases)('to %s %s %j has the schema of the document: %d', async (method, path, body, status) => {
    const { deps } = await testDeps()
    const one = routesOf(deps).find((route) => route.method === method && route.path === path)
    const response = method === 'get' ? await api.get(path) : await api.post(path, body)
    expect(response.status).toBe(status)
    const { schema } = one?.answers[status] ?? {}
    if (!schema) throw new Error(`${path} does not declare ${status}`)
    // Strictly: what the document does not name is not answered either.
    const strict = schema instanceof z.ZodObject && path !== '/openapi.json' ? schema.strict() : schema
    expect(strict.safeParse(await response.json())).toMatchObject({ success: true })
  })

  it.each([
    ['/search', {}],
    ['/nothing', {}],
    ['/search', 'broken'],
  ])('that is a problem has the schema of problems: %s %j', async (path, body) => {
    expect(problemBody.safeParse(await (await api.post(path, body)).json())).toMatchObject({ success: true })
  })
})

describe('the page of the document', () => {
  it('loads nothing from elsewhere, and may not', async () => {
    const response = await api.get('/docs')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/)
    const html = await response.text()
    expect(html).not.toMatch(/https?:|<script>/)
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
    expect(sources).toHaveLength(4)
    for (const source of sources) {
      const file = await api.get(source)
      expect([source, file.status, (await file.bytes()).length > 0]).toEqual([source, 200, true])
    }
  })

  it.each(['package.json', 'index.html', '..%2Fpackage.json', '%2e%2e%5cpackage.json'])(
    'gives out no other file: %s',
    async (name) => {
      expect((await api.get(`/docs/${name}`)).status).toBe(404)
    },
  )

  it('is where /redoc leads', async () => {
    const response = await api.get('/redoc')
    expect([response.status, response.headers.get('location')]).toEqual([302, '/docs'])
  })
})
