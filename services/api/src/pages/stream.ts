// GET /api/stream → server-sent events: `everything` first, then `incident` with `{incidentId, version}`, and a comment
// now and then so that a dead connection is noticed. It remembers nothing: `Last-Event-ID` is taken and not needed.

import { streamEvents } from '@thala/contracts'
import type { Response } from 'express'
import { Problem } from '../problem.ts'
import { route, streamed } from '../route.ts'
import type { Listener } from './live.ts'
import type { PageDeps } from './routes.ts'

/** What a client has not taken may grow to this, bytes; then it is let go and comes back when it can. */
const MAX_WAITING_BYTES = 256 * 1024
/** Ticks of the hub between two comments. */
const QUIET_TICKS = 10
/** A client that is let go comes back after this, ms. */
const RETRY_MS = 2_000
const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }

export const streamRoute = ({ live }: PageDeps) =>
  route({
    method: 'get',
    path: '/api/stream',
    summary: 'Changes as they happen, as server-sent events',
    needs: 'read',
    isPage: true,
    isLong: true,
    answers: { 200: { description: 'Events `everything` and `incident`', type: 'text/event-stream' } },
    handle: ({ access: { reader }, request }, response) => {
      const listener = listenerOf(response, reader)
      const leave = live.join(listener)
      if (!leave) throw new Problem(503, 'Too many streams', 'Too many pages listen already: close one, or ask later.')
      response.on('close', leave)
      if (request.method === 'HEAD') response.end()
      return streamed
    },
  })

function listenerOf(response: Response, reader: Listener['reader']): Listener {
  let count = 0
  let quiet = 0
  const write = (text: string) => {
    quiet = 0
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy()
    else response.write(text)
  }
  const tell = (event: string, data: unknown) =>
    write(`id: ${++count}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  return {
    reader,
    incident: (notice) => tell(streamEvents.incident, notice),
    everything: () => {
      if (!response.headersSent) response.writeHead(200, HEADERS).write(`retry: ${RETRY_MS}\n`)
      tell(streamEvents.everything, {})
    },
    heartbeat: () => {
      if (++quiet >= QUIET_TICKS) write(':\n\n')
    },
    end: () => response.end(),
  }
}
