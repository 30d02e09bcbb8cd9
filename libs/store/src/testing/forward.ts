// Passes one request on to a server and brings back its answer.

import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request as send } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
  /** Called when the client is about to get the answer. */
  readonly told?: () => void
}

export function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  const options = { method, headers: { ...endToEnd(headers), 'content-length': body.length } }
  return new Promise((resolve, reject) => {
    const outgoing = send(new URL(url ?? '/', target), options, (answer) => {
      buffer(answer).then((bytes) => {
        resolve({ status: answer.statusCode ?? 502, headers: endToEnd(answer.headers), body: bytes })
      }, reject)
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

/** Without those that are about one connection or about bytes that may change. */
function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const {
    connection: _connection,
    host: _host,
    'keep-alive': _keep,
    'transfer-encoding': _encoding,
    'content-length': _length,
    ...rest
  } = headers
  return rest
}
