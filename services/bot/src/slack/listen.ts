// Opens the port that Slack talks to, and closes it without cutting answers short. The port is taken or refused, never
// replaced: Slack is told of it.

import { createServer } from 'node:http'
import { isIPv6 } from 'node:net'
import { ThalaError } from '@thala/contracts'
import { z } from 'zod'
import type { SlackApp } from './app.ts'
import { within } from './replying.ts'

/** A client that sends its request more slowly is cut off; Slack waits 3 s for the answer alone. */
const REQUEST_TIMEOUT_MS = 10_000
/** Each may hold a body of 512 KB before it is known who sent it: 128 MB in all. */
const MAX_CONNECTIONS = 256
/** What is still being answered at stop gets this long. */
const STOP_TIMEOUT_MS = 5_000

export interface Listening {
  /** `http://127.0.0.1:3000` */
  readonly url: string
  stop(): Promise<void>
}

export async function listen({ app, settled }: SlackApp, host: string, port: number): Promise<Listening> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1_000 }, app)
  server.maxConnections = MAX_CONNECTIONS
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error: NodeJS.ErrnoException) => reject(refusedPort(error, host, port)))
  server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, resolve)
  await promise
  const bound = z.object({ port: z.int() }).parse(server.address())
  const stop = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeIdleConnections()
    await within(STOP_TIMEOUT_MS, Promise.all([closed, settled()]))
    server.closeAllConnections()
    await closed
  }
  return { url: `http://${isIPv6(host) ? `[${host}]` : host}:${bound.port}`, stop }
}

function refusedPort(error: NodeJS.ErrnoException, host: string, port: number): ThalaError {
  if (error.code === 'EADDRINUSE')
    return new ThalaError(
      'port-in-use',
      `THALA_SLACK_PORT=${port} is in use on ${host}: stop what listens there, or set THALA_SLACK_PORT to a free port`,
    )
  return new ThalaError('bad-config', `cannot listen on THALA_SLACK_HOST=${host}, port ${port}: ${error.message}`)
}
