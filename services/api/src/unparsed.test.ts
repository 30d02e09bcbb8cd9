import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemBody } from './problem.ts'
import { type TestApi, testApi } from './testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await testApi()
})
afterAll(() => api.stop())

/** What the server sends until it ends the connection. */
async function raw(sent: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let received = ''
  const socket = connect(api.port, '127.0.0.1', () => socket.write(sent))
  socket.on('data', (bytes) => (received += bytes.toString('latin1')))
  socket.on('close', () => resolve(received))
  socket.on('error', reject)
  const [head = '', body = ''] = (await promise).split('\r\n\r\n')
  return { head: head.toLowerCase(), body }
}

describe('what is no request that can be read', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, /no HTTP/],
    ['a header without a name', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400, /no HTTP/],
    ['headers over 16 KiB', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, /16384 bytes/],
    ['no host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 403, /own names/],
    ['an expectation', 'GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: a miracle\r\n\r\n', 417, /100-continue/],
  ])('gets problem details: %s', async (_, sent, status, detail) => {
    const { head, body } = await raw(sent)
    expect(head).toContain(`http/1.1 ${status} `)
    expect(head).toContain('content-type: application/problem+json')
    expect(head).toContain('connection: close')
    const problem = problemBody.parse(JSON.parse(body))
    expect(problem.status).toBe(status)
    expect(problem.detail).toMatch(detail)
  })
})

describe('a packed body', () => {
  const search = (encoding: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${api.url}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      body,
    })
  const query = new TextEncoder().encode('{"query":"payments"}')

  it.each([
    ['gzip', 400, /^Content-Encoding: the body is not gzip \(/],
    ['br', 400, /^Content-Encoding: the body is not br \(/],
    ['rot13', 415, /^Content-Encoding: gzip, deflate and br are read here/],
  ])('that is not what its header says is refused with that header: %s', async (encoding, status, detail) => {
    const response = await search(encoding, query)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) })
    expect(api.reported).toEqual([])
  })

  it('is read when it is', async () => {
    expect((await search('gzip', Uint8Array.from(gzipSync(query)))).status).toBe(200)
  })
})
