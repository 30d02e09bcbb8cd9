// The HTTP interface on one page: what stands before every route, how a route is answered, and where errors go.

import type { Embedder } from '@thala/embedder'
import type { Reader as ModelReader } from '@thala/llm'
import type { Health, StoreReader } from '@thala/service'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { type Access, anonymous } from './access.ts'
import { authenticator } from './authenticate.ts'
import { jsonBody } from './body.ts'
import { guard } from './guard.ts'
import { watchOverload } from './overload.ts'
import type { PageParts } from './pages/routes.ts'
import { Problem, problems } from './problem.ts'
import { answered, type Reply, type Route } from './route.ts'
import { routesOf } from './routes.ts'
import type { WriteDeps } from './writing/write.ts'

export interface Reading {
  readonly store: StoreReader
  /** Said with every answer, such as `sample workspace`; absent for real data. */
  readonly badge?: string | undefined
}

export interface ApiDeps extends WriteDeps {
  /** What is read at this moment: a process may show a sample until the first real message. */
  readonly reading: () => Reading
  readonly embedder: Pick<Embedder, 'embed'>
  readonly llm: Pick<ModelReader, 'predict'>
  readonly health: () => Health
  readonly metrics: () => Promise<string>
  /** What the server is bound to, and further names under which it answers. */
  readonly host: string
  readonly hosts: readonly string[]
  /** Bound to this machine alone. */
  readonly isLocal: boolean
  /** Requests of one caller, on average. */
  readonly requestsPerSecond: number
  /** Requests in hand at once; absent: as many as are reasonable. */
  readonly maxInHand?: number
  /** The page at this address; absent: there is none. */
  readonly pages?: PageParts | undefined
  /** Told of errors that are not the caller's doing. */
  readonly report: (error: unknown) => void
}

export const BADGE_HEADER = 'thala-badge'

export function createApi(deps: ApiDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(guard(deps), quietHeaders)
  const routes = routesOf(deps)
  const { enter, accessOf } = gateOf(deps)
  for (const one of routes)
    app[one.method](one.path, enter(one), badged(deps, one), ...(one.body ? jsonBody : []), respond(one, accessOf))
  for (const [path, some] of Map.groupBy(routes, (one) => one.path)) app.all(path, only(some))
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

/** Lets in whoever may ask, while there is room: a route that needs no key is answered whatever else is going on. */
function gateOf(deps: ApiDeps) {
  const { requestsPerSecond: perSecond, maxInHand, now } = deps
  const authenticate = authenticator(deps)
  const overload = watchOverload({ perSecond, maxInHand, now })
  const accesses = new WeakMap<Request, Access>()
  const enter =
    (one: Route): RequestHandler =>
    async (request, response, next) => {
      if (one.needs !== 'nothing') response.once('close', overload.enter(one.isLong === true))
      const access = await authenticate(request, one)
      if (one.needs !== 'nothing') overload.count(access.caller)
      accesses.set(request, access)
      next()
    }
  return { enter, accessOf: (request: Request): Access => accesses.get(request) ?? anonymous }
}

/** A header, because the bodies keep the shapes that clients know. What is written is real in any case. */
const badged =
  ({ reading }: ApiDeps, { needs }: Route): RequestHandler =>
  (_request, response, next) => {
    const { badge } = reading()
    if (badge !== undefined && needs !== 'write') response.set(BADGE_HEADER, badge)
    next()
  }

const respond =
  (one: Route, accessOf: (request: Request) => Access): RequestHandler =>
  async (request, response) => {
    const { query, params } = request
    const body: unknown = request.body
    send(response, await answered(one, { body, query, params, access: accessOf(request), request }, response))
  }

function send(response: Response, reply: Reply): void {
  if (reply.kind === 'streamed') return
  response.status(reply.status).set(reply.headers ?? {})
  if (reply.kind === 'json') response.json(reply.body)
  else response.set('content-type', reply.type).send(Buffer.from(reply.content))
}

const only = (routes: readonly Route[]): RequestHandler => {
  const methods = routes.map(({ method }) => (method === 'get' ? 'GET, HEAD' : 'POST')).join(', ')
  return ({ method }, response) => {
    response.set('allow', methods)
    throw new Problem(405, 'Method not allowed', `${method} is not allowed here; use ${methods}.`)
  }
}
