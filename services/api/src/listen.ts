// Opens the port, and closes it without cutting answers short. Promise: a port that was asked for is taken or refused,
// never replaced; the default one gives way to the next free one.

import { createServer, type Server } from 'node:http'
import { isIPv6 } from 'node:net'
import { ThalaError, thalaCommand } from '@thala/contracts'
import type { Express } from 'express'
import { z } from 'zod'
import { isLoopback } from './hosts.ts'
import { answerUnparsed } from './unparsed.ts'

export const DEFAULT_PORT = 8080
/** Ports tried after the default one. */
const FURTHER_PORTS = 20
/** A client that sends its request, or its headers, more slowly is cut off, ms. */
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000
/** How often slow clients are looked for, ms. */
const LOOK_EVERY_MS = 5_000
/** Bytes of all headers together; more is a 431. */
const MAX_HEADERS = 16 * 1024
const MAX_CONNECTIONS = 512
/** What is still being answered at stop gets this long, ms. */
const STOP_TIMEOUT_MS = 5_000

export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  /** Undefined: the default, or the next free one. */
  readonly port: number | undefined
  /** Tried first when none is asked for. */
  readonly defaultPort?: number
  /** Callers can be told apart: then other machines may ask too. */
  readonly hasKeys?: boolean
}

export async function listen(
  app: Express,
  { host, port, defaultPort = DEFAULT_PORT, hasKeys = false }: ListenOptions,
): Promise<Listening> {
  if (!isLoopback(host) && !hasKeys)
    throw new ThalaError(
      'bad-config',
      `THALA_HOST=${host} would open the API to other machines, and there is no key yet to tell callers apart: make one (${thalaCommand('keys create --name <name> --scopes read,write')}), or leave THALA_HOST at 127.0.0.1`,
    )
  const tried = port === undefined ? Array.from({ length: FURTHER_PORTS + 1 }, (_, i) => defaultPort + i) : [port]
  for (const candidate of tried) {
    const server = await open(app, host, candidate)
    if (server) return listening(server, host)
  }
  const what =
    port === undefined ? `ports ${defaultPort} to ${defaultPort + FURTHER_PORTS} are` : `THALA_PORT=${port} is`
  throw new ThalaError(
    'port-in-use',
    `${what} in use on ${host}: stop what listens there, or set THALA_PORT to a free port`,
  )
}

/** Null when the port is taken. */
function open(app: Express, host: string, port: number): Promise<Server | null> {
  const limits = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    maxHeaderSize: MAX_HEADERS,
    // Without one it has no name of ours, which is said like any other.
    requireHostHeader: false,
  }
  const server = createServer(limits, app)
  server.maxConnections = MAX_CONNECTIONS
  answerUnparsed(server, MAX_HEADERS)
  const { promise, resolve, reject } = Promise.withResolvers<Server | null>()
  const failed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return resolve(null)
    const cause = { cause: error }
    reject(new ThalaError('bad-config', `cannot listen on THALA_HOST=${host}, port ${port}: ${error.message}`, cause))
  }
  server.once('error', failed)
  server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, () => {
    server.off('error', failed)
    resolve(server)
  })
  return promise
}

function listening(server: Server, host: string): Listening {
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const stop = async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(() => resolve())
    server.closeIdleConnections()
    const timer = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS)
    await promise
    clearTimeout(timer)
  }
  return { url: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`, port, stop }
}
