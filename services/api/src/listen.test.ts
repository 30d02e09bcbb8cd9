import { createServer } from 'node:net'
import { ThalaError } from '@thala/contracts'
import { exampleWorkspace } from '@thala/incidents/testing'
import { resource } from '@thala/service'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isLoopback } from './hosts.ts'
import { type Listening, listen } from './listen.ts'
import { api } from './service.ts'
import { prediction } from './testing.ts'

const host = '127.0.0.1'
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
})
const started = async (...options: Parameters<typeof listen>): Promise<Listening> => {
  const one = await listen(...options)
  open.push(one)
  return one
}

/** A port that something else listens on. */
async function busyPort(): Promise<number> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, host, resolve)
  await promise
  open.push({ stop: async () => void server.close() })
  return z.object({ port: z.number() }).parse(server.address()).port
}

describe('opening the port', () => {
  it('refuses a set port that is in use, naming the variable', async () => {
    const port = await busyPort()
    const failure = listen(express(), { host, port })
    await expect(failure).rejects.toBeInstanceOf(ThalaError)
    await expect(failure).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`THALA_PORT=${port} is in use on 127.0.0.1`),
    })
  })

  it('takes the next free one when the default is in use', async () => {
    const defaultPort = await busyPort()
    const { port, url } = await started(express(), { host, port: undefined, defaultPort })
    expect(port).toBeGreaterThan(defaultPort)
    expect(port).toBeLessThanOrEqual(defaultPort + 20)
    expect(url).toBe(`http://127.0.0.1:${port}`)
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.0.0.1.evil.example'])(
    'refuses %s as long as there are no keys, and says how to make one',
    async (foreign) => {
      await expect(listen(express(), { host: foreign, port: 0 })).rejects.toMatchObject({
        code: 'bad-config',
        message: expect.stringMatching(`THALA_HOST=${foreign} .*keys create`),
      })
    },
  )

  it('takes a foreign address once callers can be told apart', async () => {
    const { port } = await started(express(), { host: '0.0.0.0', port: 0, hasKeys: true })
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  })

  it('refuses headers that are too long', async () => {
    const { url } = await started(express(), { host, port: 0 })
    expect((await fetch(url, { headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(431)
  })

  it.each(['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]', 'LOCALHOST'])('knows %s as this machine', (name) => {
    expect(isLoopback(name)).toBe(true)
  })
})

describe('closing it', () => {
  it('lets an answer in hand finish', async () => {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const app = express()
    app.get('/', async (_request, response) => {
      asked.resolve()
      await answer.promise
      response.send('done')
    })
    const { url, stop } = await listen(app, { host, port: 0 })
    const response = fetch(url)
    await asked.promise
    const stopped = stop()
    answer.resolve()
    expect(await (await response).text()).toBe('done')
    await stopped
    await expect(fetch(url)).rejects.toThrow()
  })
})

describe('the declaration', () => {
  it.each([
    [{ THALA_PORT: 'http' }, false],
    [{ THALA_PORT: '65536' }, false],
    [{ THALA_PORT: '-1' }, false],
    [{ THALA_HOST: '' }, false],
    [{ THALA_RATE_LIMIT: '0' }, false],
    [{}, true],
    [{ THALA_PORT: '9000', THALA_HOST: 'localhost' }, true],
  ])('reads %j: %s', (env, ok) => {
    expect(api(models()).declaration.config.safeParse(env).success).toBe(ok)
  })

  it('has no address before it is started', () => {
    expect(() => api(models()).url()).toThrow('before it is started')
    expect(() => api(models()).about()).toThrow('before it is started')
  })

  it('answers from the store of its process, and knows its address', async () => {
    const { store, embedder } = await exampleWorkspace()
    const server = api(models())
    const served = await server.declaration.serve?.({
      config: { THALA_HOST: host, THALA_PORT: 0, THALA_HOSTS: '', THALA_RATE_LIMIT: 100 },
      deps: { embedder, reader: modelReader },
      store,
      append: async () => undefined,
      health: () => ({ live: true, ready: true, reasons: [] }),
      metrics: async () => '',
      to: {},
      heard: () => () => undefined,
      report: () => undefined,
    })
    if (served) open.push(served)
    expect(server.about().on).toBe(`${server.url()}, open to this machine: no key needed`)
    const response = await fetch(`${server.url()}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'payments timing out at checkout' }),
    })
    expect(await response.json()).toMatchObject({ results: [{ status: 'Resolved' }] })
  })
})

const modelReader = {
  model: 'test',
  classify: async () => Promise.reject(new Error('not asked')),
  predict: async () => prediction,
  close: async () => undefined,
}

function models() {
  const embedder = resource({ name: 'embedder', start: async () => (await exampleWorkspace()).embedder })
  return { models: { embedder, reader: resource({ name: 'reader', start: async () => modelReader }) } }
}
