// One HTTP request with any method, path, headers and bytes, and what came of it. Ends, whatever the server does.

import { request } from 'node:http'

export interface Asked {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

export interface Answered {
  /** 0: the connection ended without an answer. */
  readonly status: number
  readonly body: string
  readonly ms: number
}

const TIMEOUT_MS = 20_000
/** Of an answer that never ends, such as a stream of events, this much is enough. */
const STREAM_BYTES = 1

export function ask(url: string, { method, path, headers, body }: Asked): Promise<Answered> {
  const { promise, resolve } = Promise.withResolvers<Answered>()
  const begun = performance.now()
  const { hostname, port } = new URL(url)
  const done = (status: number, text: string) => resolve({ status, body: text, ms: performance.now() - begun })
  // A connection of its own: on one that is kept open a request may cross the server's closing it.
  const options = { hostname, port, method, path, headers, timeout: TIMEOUT_MS, agent: false }
  const asked = request(options, (response) => {
    const status = response.statusCode ?? 0
    const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true
    const chunks: Buffer[] = []
    let bytes = 0
    const end = () => done(status, Buffer.concat(chunks).toString('utf8'))
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (isStream && bytes >= STREAM_BYTES) {
        end()
        asked.destroy()
      }
    })
    response.on('end', end)
    response.on('close', end)
  })
  asked.on('timeout', () => asked.destroy())
  asked.on('error', (error) => done(0, error.message))
  asked.end(body ?? undefined)
  return promise
}

/** Side by side, so many at once, in any order. */
export async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T, i: number) => Promise<void>) {
  let next = 0
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i]
      if (item !== undefined) await work(item, i)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
