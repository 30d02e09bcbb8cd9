// By TLS and as somebody. The distribution that the tests run on has no security of its own: an HTTPS server stands in
// front of the real Elasticsearch, asks for credentials as that would, and passes on what has them.

import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer, type Server } from 'node:https'
import { collections } from '@thala/contracts'
import { type Certificate, describeWithJars, describeWithServer, makeCertificate } from '@thala/testkit/servers'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { documentOf, put } from '../contract/opened.ts'
import { freshPrefix, removeIndices } from './harness.ts'
import { type ElasticsearchStore, openElasticsearchStore } from './open.ts'
import type { ElasticsearchSettings } from './settings.ts'

const { checkpoints } = collections
const basic = `Basic ${Buffer.from('thala:right').toString('base64')}`
const KNOWN = new Set(['ApiKey right', basic])
const refusal = { error: { type: 'security_exception', reason: 'unable to authenticate' }, status: 401 }

/** Its port. */
async function startFront(url: string, { keystore, password }: Certificate): Promise<{ server: Server; port: number }> {
  const secrets = { pfx: await readFile(keystore), passphrase: password }
  const server = createServer(secrets, (incoming, response) => {
    const { authorization = '' } = incoming.headers
    if (!KNOWN.has(authorization)) {
      const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
      response.writeHead(401, headers).end(JSON.stringify(refusal))
      return
    }
    const { method, headers, url: path } = incoming
    const passed = request(new URL(path ?? '/', url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
}

const suite = (url: string) => {
  let certificate: Certificate
  let front: Awaited<ReturnType<typeof startFront>>
  beforeAll(async () => {
    certificate = await makeCertificate()
    front = await startFront(url, certificate)
  })
  afterAll(async () => {
    front.server.closeAllConnections()
    front.server.close()
    await certificate.remove()
  })

  const opened = async (credentials: Partial<ElasticsearchSettings>): Promise<ElasticsearchStore> => {
    const indexPrefix = freshPrefix()
    const secure = `https://127.0.0.1:${front.port}`
    const store = await openElasticsearchStore({ url: secure, ca: certificate.ca, indexPrefix, ...credentials })
    onTestFinished(async () => {
      await store.close()
      await removeIndices(url, indexPrefix)
    })
    return store
  }

  it.each([
    ['an API key', { apiKey: 'right' }],
    ['a name and a password', { username: 'thala', password: 'right' }],
  ])('writes and reads with %s', async (_, credentials) => {
    const store = await opened(credentials)
    await put(store, checkpoints, documentOf('a'))
    expect((await store.get(checkpoints, ['a'])).size).toBe(1)
  })

  it('names the variable of a key that is wrong', async () => {
    await expect(opened({ apiKey: 'wrong' })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('ELASTICSEARCH_API_KEY'),
    })
  })

  it('says which variable names the authority that signed, where it is none that is known', async () => {
    const secure = `https://127.0.0.1:${front.port}`
    await expect(openElasticsearchStore({ url: secure, apiKey: 'right' })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('ELASTICSEARCH_CA'),
    })
  })
}

// Its certificate is made by Java.
await describeWithJars('by TLS', () =>
  describeWithServer('elasticsearch', 'an Elasticsearch that asks who we are', suite),
)
