// For the tests here: the API over real HTTP on a free port, on the example workspace, with stand-in models.

import { request as httpRequest } from 'node:http'
import { collections, correction, directoryEntry, sourceMessage, topics } from '@thala/contracts'
import { exampleWorkspace, type Workspace } from '@thala/incidents/testing'
import type { Prediction } from '@thala/llm'
import type { Output } from '@thala/service'
import { scopes } from './access.ts'
import { type ApiDeps, createApi } from './app.ts'
import { type ApiKey, apiKey, ISSUED, newKey } from './keys.ts'
import { type Listening, listen } from './listen.ts'
import type { PageParts } from './pages/routes.ts'

export const prediction: Prediction = {
  type: 'incident_report',
  category: 'Payment',
  severity: 'Critical',
  likelihood: 'Likely',
  confidence: 0.87,
  reasoning: 'names a symptom',
}

export interface TestApi extends Listening {
  readonly workspace: Workspace
  /** Errors that were reported, in order. */
  readonly reported: unknown[]
  /** What was appended to the log, in order. */
  readonly appended: Output[]
  post(path: string, body: unknown, token?: string): Promise<Response>
  get(path: string, token?: string): Promise<Response>
  /** A new key; answers its token. */
  key(wish?: Partial<ApiKey>): string
  revoke(token: string): void
}

/** The page's routes without anything behind them. */
export const emptyPages: PageParts = {
  live: { changed: () => undefined, join: () => null, stop: () => undefined },
  site: { html: '<!doctype html>', headers: {}, files: new Map() },
}

/** What an API on the example workspace is made of. */
export async function testDeps(more: Partial<ApiDeps> = {}) {
  const workspace = await exampleWorkspace()
  const reported: unknown[] = []
  const appended: Output[] = []
  const deps: ApiDeps = {
    reading: () => ({ store: workspace.store }),
    store: workspace.store,
    append: async (outputs) => void appended.push(...outputs),
    now: Date.now,
    patienceMs: 0,
    embedder: workspace.embedder,
    llm: { predict: async () => prediction },
    health: () => ({ live: true, ready: true, reasons: [] }),
    metrics: async () => 'thala_up 1\n',
    host: '127.0.0.1',
    hosts: [],
    isLocal: true,
    requestsPerSecond: 100_000,
    report: (error) => reported.push(error),
    ...more,
  }
  return { deps, workspace, reported, appended }
}

export async function testApi(more: Partial<ApiDeps> = {}): Promise<TestApi> {
  const { deps, workspace, reported, appended } = await testDeps(more)
  const listening = await listen(createApi(deps), { host: '127.0.0.1', port: 0 })
  const authorized = (token: string | undefined) => (token === undefined ? {} : { authorization: `Bearer ${token}` })
  const post = (path: string, body: unknown, token?: string) =>
    fetch(`${listening.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorized(token) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const get = (path: string, token?: string) =>
    fetch(`${listening.url}${path}`, { headers: authorized(token), redirect: 'manual' })
  const key = (wish: Partial<ApiKey> = {}) => addKey(workspace, wish)
  const revoke = (token: string) => {
    const id = token.split('_')[1] ?? ''
    const body = workspace.store.documents(collections.keys).find((document) => document.id === id)?.body
    workspace.store.put(collections.keys, { id, body: { ...apiKey.parse(body), revokedAt: 1 }, index: {} })
  }
  return { ...listening, workspace, reported, appended, post, get, key, revoke }
}

/** Keeps a key as `thala keys create` does; answers its token. */
export function addKey({ store }: Workspace, wish: Partial<ApiKey> = {}): string {
  const reader = { kind: 'workspace' } as const
  const usual = {
    name: 'test',
    scopes: [...scopes],
    reader,
    readership: 'workspace',
    createdAt: 0,
    expiresAt: null,
  } as const
  const { key, token } = newKey({ ...usual, scopes: [...scopes], ...wish })
  store.put(collections.keys, { id: ISSUED, body: {}, index: {} })
  store.put(collections.keys, { id: key.id, body: { ...key, revokedAt: wish.revokedAt ?? null }, index: {} })
  return token
}

/** What was appended to the log, read as those read it who take it in. */
export function readAppended(appended: readonly Output[]) {
  const to = (topic: { readonly name: string }) => appended.filter((one) => one.topic.name === topic.name)
  const envelope = { v: 1, id: 'x' }
  return {
    messages: to(topics.apiEvents).map(({ value }) => sourceMessage.parse({ ...value, ...envelope })),
    directory: to(topics.directory).map(({ value }) => directoryEntry.parse({ ...value, ...envelope })),
    corrections: to(topics.corrections).map(({ value }) => correction.parse({ ...value, ...envelope })),
  }
}

/** Status of a request with any headers; `fetch` refuses to send some of them. */
export function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const request = httpRequest(url, { headers, setHost: false }, (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
  request.on('error', reject)
  request.end()
  return promise
}
