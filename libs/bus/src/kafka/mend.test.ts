import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer, type Socket } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openClient } from './client.ts'
import { openSocket } from './socket.ts'

interface Connection {
  connect(): Promise<unknown>
  disconnect(): Promise<unknown>
  send(call: object): Promise<unknown>
  requestQueue: { destroy(): void; inflight: ReadonlyMap<number, unknown> }
}
const load = createRequire(import.meta.url)
const Connection: new (setting: object) => Connection = load('kafkajs/src/network/connection')
const Encoder: new () => object = load('kafkajs/src/protocol/encoder')

/** A call of kafkajs that resolves with the text of its answer. */
const call = {
  request: { apiKey: 18, apiName: 'ApiVersions', apiVersion: 0, encode: () => Promise.resolve(new Encoder()) },
  response: {
    decode: (payload: Buffer) => Promise.resolve({ payload, clientSideThrottleTime: 0 }),
    parse: ({ payload }: { payload: Buffer }) => Promise.resolve(payload.toString()),
  },
}
/** What a request begins with: its length, two numbers, and the number that its answer repeats. */
const CORRELATION_AT = 8

function answerTo(request: Buffer, text: string): Buffer {
  const body = Buffer.concat([request.subarray(CORRELATION_AT, CORRELATION_AT + 4), Buffer.from(text)])
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** A connection to a server that answers on its nth socket with the nth of `answers`. */
async function connectedTo(...answers: readonly ((socket: Socket, request: Buffer) => void)[]): Promise<Connection> {
  let next = 0
  const server = createServer((socket) => {
    const answer = answers[next++]
    socket.on('data', (request) => answer?.(socket, request))
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const quiet = { namespace: () => quiet, debug: () => undefined, error: () => undefined, warn: () => undefined }
  const limits = { requestTimeout: 2_000, connectionTimeout: 1_000 }
  const connection = new Connection({ host: '127.0.0.1', port, logger: quiet, socketFactory: openSocket, ...limits })
  onTestFinished(async () => {
    await connection.disconnect()
    server.close()
  })
  await connection.connect()
  return connection
}

describe('a connection of kafkajs, mended', () => {
  beforeAll(() => void openClient({ brokers: ['127.0.0.1:1'] }))

  it('reads the first answer after a broken one from its beginning', async () => {
    const connection = await connectedTo(
      (socket, request) => socket.end(answerTo(request, 'cut in the middle').subarray(0, 7)),
      (socket, request) => socket.write(answerTo(request, 'whole')),
    )
    await expect(connection.send(call)).rejects.toThrow('Closed connection')
    await connection.connect()
    await expect(connection.send(call)).resolves.toBe('whole')
  })

  it('refuses bytes that are no answer, and goes on', async () => {
    const connection = await connectedTo(
      (socket) => socket.write(Buffer.from([0, 0, 0, 2, 1, 1])),
      (socket, request) => socket.write(answerTo(request, 'an answer')),
    )
    await expect(connection.send(call)).rejects.toThrow('Connection error')
    await connection.connect()
    await expect(connection.send(call)).resolves.toBe('an answer')
  })

  it('rejects what still waits for an answer when it ends', async () => {
    const connection = await connectedTo(() => undefined)
    const waiting = connection.send(call)
    await expect.poll(() => connection.requestQueue.inflight.size).toBe(1)
    connection.requestQueue.destroy()
    await expect(waiting).rejects.toThrow('Connection ended')
  })
})
