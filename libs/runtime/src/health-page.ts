// /livez, /readyz and /metrics of a process that serves nothing else. Promise: GET only, nothing of anybody's messages.

import { createServer, type Server } from 'node:http'
import { errorLine, ThalaError } from '@thala/contracts'
import type { Health, Served } from '@thala/service'
import { z } from 'zod'

export const DEFAULT_HEALTH_PORT = 9464
/** Ports tried after the default one: several services may stand on one machine. */
const FURTHER_PORTS = 50

export interface HealthPage extends Served {
  readonly url: string
}

interface Pages {
  health(): Health
  metrics(): Promise<string>
}

/** `port` undefined: the default, or the next free one. Throws `port-in-use`. */
export async function serveHealth(pages: Pages, host: string, port: number | undefined): Promise<HealthPage> {
  const first = port ?? DEFAULT_HEALTH_PORT
  const last = port === undefined ? first + FURTHER_PORTS : first
  for (let candidate = first; candidate <= last; candidate++) {
    const server = createServer({ requestTimeout: 10_000 })
    server.on('request', ({ method, url = '' }, response) => {
      const answer =
        method === 'GET' || method === 'HEAD' ? answerTo(pages, url) : { status: 405, type: TEXT, body: '' }
      Promise.resolve(answer).then(
        ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
        (error: unknown) => response.writeHead(503, { 'content-type': TEXT }).end(`${errorLine(error)}\n`),
      )
    })
    if (await isListening(server, host, candidate)) return served(server, host)
  }
  throw new ThalaError(
    'port-in-use',
    `port ${first}${last > first ? ` to ${last}` : ''} of ${host} is in use: set THALA_HEALTH_PORT to a free port`,
  )
}

const TEXT = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json'

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function answerTo({ health, metrics }: Pages, url: string): Answer | Promise<Answer> {
  const { live, ready, reasons } = health()
  const say = (ok: boolean): Answer => ({
    status: ok ? 200 : 503,
    type: JSON_TYPE,
    body: `${JSON.stringify({ status: ok ? 'ok' : 'unavailable', reasons })}\n`,
  })
  switch (url.split('?')[0]) {
    case '/livez':
      return say(live)
    case '/health':
    case '/readyz':
      return say(live && ready)
    case '/metrics':
      return metrics().then((body) => ({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body }))
    default:
      return { status: 404, type: TEXT, body: 'there are /livez, /readyz and /metrics\n' }
  }
}

/** False when the port is taken. */
function isListening(server: Server, host: string, port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return resolve(false)
    reject(new ThalaError('bad-config', `cannot listen on THALA_HEALTH_HOST=${host}, port ${port}: ${error.message}`))
  })
  server.listen({ host, port }, () => resolve(true))
  return promise
}

function served(server: Server, host: string): HealthPage {
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, stop }
}
