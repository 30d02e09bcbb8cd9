// The HTTP interface on one page: every route, what guards it, and where errors go.

import type { Embedder } from '@thala/embedder'
import type { Reader } from '@thala/incidents'
import type { Reader as ModelReader } from '@thala/llm'
import type { Health, StoreReader } from '@thala/service'
import express, { type Express, type RequestHandler } from 'express'
import { jsonBody } from './body.ts'
import { guard } from './guard.ts'
import { livez, metricsRoute, readyz } from './health.ts'
import { lookupIncident } from './lookup-incident.ts'
import { Problem, problems } from './problem.ts'
import { searchRoute } from './search.ts'

export interface Reading {
  readonly store: StoreReader
  /** Said with every answer, such as `sample workspace`; absent for real data. */
  readonly badge?: string | undefined
}

export interface ApiDeps {
  /** What is read at this moment: a process may show a sample until the first real message. */
  readonly reading: () => Reading
  /** On whose behalf requests are answered. */
  readonly reader: Reader
  readonly embedder: Pick<Embedder, 'embed'>
  readonly llm: Pick<ModelReader, 'predict'>
  readonly health: () => Health
  readonly metrics: () => Promise<string>
  /** Host that the server is bound to; besides the names of loopback the only one it answers under. */
  readonly host: string
  /** Told of errors that are not the caller's doing. */
  readonly report: (error: unknown) => void
}

export const BADGE_HEADER = 'thala-badge'

export function createApi(deps: ApiDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(guard(deps.host), quietHeaders, badged(deps))

  app.get('/health', readyz(deps))
  app.get('/livez', livez(deps))
  app.get('/readyz', readyz(deps))
  app.get('/metrics', metricsRoute(deps))
  app.post('/lookup_incident', jsonBody, lookupIncident(deps))
  app.post('/search', jsonBody, searchRoute(deps))

  app.all(['/health', '/livez', '/readyz', '/metrics'], only('GET, HEAD'))
  app.all(['/lookup_incident', '/search'], only('POST'))
  app.use(() => {
    throw new Problem(404, 'Not found', 'There is no such path.')
  })
  app.use(problems(deps.report))
  return app
}

const quietHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  next()
}

/** A header, because the bodies keep the shapes that clients know. */
const badged =
  ({ reading }: ApiDeps): RequestHandler =>
  (_request, response, next) => {
    const { badge } = reading()
    if (badge !== undefined) response.set(BADGE_HEADER, badge)
    next()
  }

const only =
  (methods: string): RequestHandler =>
  ({ method }, response) => {
    response.set('allow', methods)
    throw new Problem(405, 'Method not allowed', `${method} is not allowed here; use ${methods}.`)
  }
