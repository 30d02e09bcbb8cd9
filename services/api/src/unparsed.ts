// Answers to what never becomes a request, or is answered by Node's server itself: headers that are too long, bytes that
// are no HTTP, no host, an expectation. Promise: it gets problem details as everything else does, and the connection ends.

import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { PROBLEM_TYPE, Problem, problemText } from './problem.ts'

/** `maxHeaders`: bytes of all headers together. */
export function answerUnparsed(server: Server, maxHeaders: number): void {
  const latest = new WeakMap<Duplex, ServerResponse>()
  server.prependListener('request', ({ socket }, response) => latest.set(socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const before = latest.get(socket)
    // Inside of another answer it would be read as a part of that one.
    const isAnswering = before?.headersSent && !before.writableFinished
    if (isAnswering || !socket.writable) return void socket.destroy()
    socket.end(rawAnswer(problemIn(error.code ?? '', maxHeaders)))
  })
  server.on('checkExpectation', (_request, response) => {
    const problem = new Problem(417, 'Expectation failed', 'Only "Expect: 100-continue" is known here: leave it out.')
    const body = problemText(problem)
    response.writeHead(problem.status, {
      'content-type': PROBLEM_TYPE,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    })
    response.end(body)
  })
}

function problemIn(code: string, maxHeaders: number): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(431, 'Headers too long', `All headers together are over ${maxHeaders} bytes: send fewer.`)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem(408, 'Too slow', 'The request took too long to arrive: send it again, faster.')
  return new Problem(400, 'Not HTTP', `What was sent is no HTTP/1.1 request${code === '' ? '' : ` (${code})`}.`)
}

function rawAnswer(problem: Problem): string {
  const body = problemText(problem)
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
