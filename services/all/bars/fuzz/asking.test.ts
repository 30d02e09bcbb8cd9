// Whether what asks an installation would notice if something were wrong with it.

import { createServer, type RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ask, inParallel } from './ask.ts'
import { CANARY, openInstallation } from './installation.ts'
import { fuzzRequests } from './requests.ts'
import { fuzzSearches } from './searches.ts'
import { fuzzSlack } from './slack-requests.ts'

const SEED = 4

async function serving<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Answers as a server that knows one path, in one way. */
const answering =
  (status: number, body: string): RequestListener =>
  ({ url = '' }, response) => {
    if (url === '/openapi.json') response.end(JSON.stringify({ paths: { '/search': { post: {} } } }))
    else if (url === '/livez') response.end()
    else response.writeHead(status).end(body)
  }

describe('searches by somebody who may not', () => {
  it('are told when they tell something private', async () => {
    const leaking = await openInstallation({ leaking: true })
    const { broken } = await fuzzSearches(leaking, SEED, 10).finally(() => leaking.stop())
    expect(broken).toContainEqual(expect.stringMatching(/^seed 4: POST \/search told something private on input/))
    expect(broken).toContainEqual(expect.stringMatching(/the bot told something private/))
    expect(broken).toContainEqual(expect.stringMatching(/a story told something private/))
  })

  it('are told when their member finds nothing either', async () => {
    const installation = await openInstallation()
    const { world } = installation
    const search: typeof world.store.search = async () => []
    const blind = { ...installation, world: { ...world, store: { ...world.store, search } } }
    const { broken } = await fuzzSearches(blind, SEED, 1).finally(() => installation.stop())
    expect(broken).toContainEqual(expect.stringMatching(/does not find quartzite: nothing was looked for/))
  })

  it('are not told otherwise, nor is what Slack could send', async () => {
    const installation = await openInstallation()
    try {
      expect((await fuzzSearches(installation, SEED, 10)).broken).toEqual([])
      expect((await fuzzSlack(installation, SEED, 20)).broken).toEqual([])
    } finally {
      await installation.stop()
    }
  })
})

describe('requests', () => {
  const look = (listener: RequestListener) =>
    serving(listener, async (url) => (await fuzzRequests({ url }, SEED, 8)).broken)

  it.each<[string, RequestListener, RegExp]>([
    ['an error of the server', answering(500, 'oops'), /request \d: answered 500: oops on input .*"method"/],
    ['something private', answering(200, `x ${CANARY}`), /told something private/],
    [
      'no answer at all',
      (request, response) =>
        request.url?.startsWith('/search') ? request.socket.destroy() : answering(200, '')(request, response),
      /no answer \(socket hang up\)/,
    ],
  ])('are told when they get %s', async (_, listener, line) => {
    expect(await look(listener)).toContainEqual(expect.stringMatching(line))
  })

  it('are not told when they are refused', async () => {
    expect(await look(answering(400, 'no'))).toEqual([])
  })
})

describe('one request', () => {
  it('does not wait for the end of a stream of events', async () => {
    const endless: RequestListener = (_, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n')
    const wish = { method: 'GET', path: '/', headers: {}, body: null }
    expect(await serving(endless, (url) => ask(url, wish))).toMatchObject({ status: 200, body: 'data: x\n\n' })
  })

  it('is one of many at once, each asked once', async () => {
    const done: number[] = []
    let most = 0
    let now = 0
    await inParallel([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      done.push(item)
    })
    expect(done.sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(most).toBe(3)
  })
})
