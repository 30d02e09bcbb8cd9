// Every route of the HTTP interface, as its own description lists them, asked without a key and with each kind that is none.

import { api, ISSUED, newKey, type Scope, scopes } from '@thala/api'
import { openSite } from '@thala/console'
import { collections } from '@thala/contracts'
import { exampleWorkspace } from '@thala/incidents/testing'
import { outputsTo } from '@thala/service'
import { standIns } from '@thala/testkit'
import { z } from 'zod'

/** Wrong keys of one address before it has to wait; each server forgets what another was asked. */
const MOST_WRONG = 15
/** What shows nothing of anybody, and says so. */
export const OPEN = ['/assets/{path}', '/docs/{file}', '/health', '/healthz', '/livez', '/readyz']

const document = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ description: z.string().optional(), security: z.array(z.unknown()) })),
  ),
})

interface Listed {
  readonly method: string
  readonly path: string
  /** Null where any key will do. */
  readonly scope: Scope | null
}

export interface RefusedKeys {
  readonly routes: number
  readonly open: readonly string[]
  readonly asked: number
  /** Each a route and a kind of key that was answered with something other than 401 or 403. */
  readonly letIn: readonly string[]
  /** Routes that refused a good key: then all of this would prove nothing. */
  readonly shutOut: readonly string[]
}

export async function askWithoutKeys(): Promise<RefusedKeys> {
  const first = await openApi()
  const { closed, open } = await routesOf(first)
  const letIn: string[] = []
  const shutOut: string[] = []
  let asked = 0
  try {
    for (const one of closed) {
      const status = await first.ask(one, first.key({ scopes: ['admin'] }))
      if ([401, 403, 429].includes(status)) shutOut.push(`${one.method} ${one.path}: ${status}`)
    }
  } finally {
    await first.stop()
  }
  for (const [kind, tokenFor] of Object.entries(wrongKeys))
    for (let i = 0; i < closed.length; i += MOST_WRONG) {
      const server = await openApi()
      try {
        for (const one of closed.slice(i, i + MOST_WRONG)) {
          const token = tokenFor(server, one)
          if (token === null) continue
          asked++
          const status = await server.ask(one, token)
          if (status !== 401 && status !== 403) letIn.push(`${one.method} ${one.path}, ${kind}: ${status}`)
        }
      } finally {
        await server.stop()
      }
    }
  return { routes: closed.length, open, asked, letIn, shutOut }
}

/** Null: of this kind there is none for that route. Empty: no header at all. */
const wrongKeys: Readonly<Record<string, (server: Server, route: Listed) => string | null>> = {
  'no key': () => '',
  garbage: () => 'thala_not-a-key',
  'an unknown key': () => `thala_${'0'.repeat(12)}_${'0'.repeat(48)}`,
  'the id of one key with the secret of another': ({ key }) => {
    const [, id] = key({ scopes: ['admin'] }).split('_')
    return `thala_${id}_${key({ scopes: ['admin'] }).split('_')[2]}`
  },
  'a revoked key': ({ key }) => key({ scopes: ['admin'], revokedAt: 1 }),
  'an expired key': ({ key }) => key({ scopes: ['admin'], expiresAt: 1 }),
  'every scope but the one': ({ key }, { scope }) =>
    scope === null ? null : key({ scopes: scopes.filter((one) => one !== scope && one !== 'admin') }),
  'no scope': ({ key }, { scope }) => (scope === null ? null : key({ scopes: [] })),
}

interface Server {
  key(wish: { scopes: readonly Scope[]; revokedAt?: number; expiresAt?: number }): string
  ask(route: Pick<Listed, 'method' | 'path'>, token: string): Promise<number>
  describe(): Promise<unknown>
  stop(): Promise<void>
}

async function routesOf(server: Server): Promise<{ closed: Listed[]; open: string[] }> {
  const { paths } = document.parse(await server.describe())
  const closed: Listed[] = []
  const open: string[] = []
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { description = '', security }] of Object.entries(methods)) {
      const scope = scopes.find((one) => description.includes(`\`${one}\``)) ?? null
      if (security.length > 0) closed.push({ method: method.toUpperCase(), path, scope })
      else open.push(path)
    }
  return { closed, open: open.sort() }
}

async function openApi(): Promise<Server> {
  const { store } = await exampleWorkspace()
  const { embedder, reader, blobs } = standIns()
  const server = api({ models: { embedder, reader, blobs }, site: openSite })
  const { declaration } = server
  store.put(collections.keys, { id: ISSUED, body: {}, index: {} })
  const served = await declaration.serve?.({
    config: declaration.config.parse({ THALA_PORT: '0', THALA_RATE_LIMIT: '100000' }),
    deps: { embedder: await embedder.start(), reader: await reader.start(), blobs: await blobs.start() },
    store,
    append: async () => undefined,
    health: () => ({ live: true, ready: true, reasons: [] }),
    metrics: async () => '',
    to: outputsTo(declaration.produces),
    heard: () => () => undefined,
    report: () => undefined,
  })
  const key: Server['key'] = ({ scopes, revokedAt = null, expiresAt = null }) => {
    const made = newKey({
      name: 'bar',
      scopes: [...scopes],
      reader: { kind: 'workspace' },
      readership: 'workspace',
      createdAt: 0,
      expiresAt,
    })
    store.put(collections.keys, { id: made.key.id, body: { ...made.key, revokedAt }, index: {} })
    return made.token
  }
  const open = (method: string, path: string, token: string, signal: AbortSignal) =>
    fetch(`${server.url()}${path.replace(/\{\w+\}/g, 'x')}`, {
      method,
      headers: { ...(token !== '' && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      redirect: 'manual',
      signal,
      ...(method === 'POST' && { body: '{}' }),
    })
  return {
    key,
    ask: async ({ method, path }, token) => {
      // A stream would stay open.
      const leaving = new AbortController()
      const { status } = await open(method, path, token, leaving.signal)
      leaving.abort()
      return status
    },
    describe: async () => {
      const response = await open('GET', '/openapi.json', key({ scopes: ['read'] }), AbortSignal.timeout(10_000))
      return response.json()
    },
    stop: async () => served?.stop(),
  }
}
