import { createServer } from 'node:http'
import { startFakeSlack } from '@thala/testkit/slack'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { line } from '../incident-actions.ts'
import { isResponseUrl, responder } from './response-url.ts'

const releases: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(releases.splice(0).map((release) => release()))
})
async function fake(now = () => 0) {
  const slack = await startFakeSlack({ token: 't', now })
  releases.push(slack.stop)
  return slack
}

describe('an address for later answers', () => {
  it.each([
    'http://hooks.slack.com/commands/T1/1/x',
    'https://hooks.slack.com:444/x',
    'https://hooks.slack.com.evil.example/x',
    'https://evil.example/hooks.slack.com',
    'https://hooks.slack.com@evil.example/x',
    'https://evil.example#@hooks.slack.com/',
    'https://evil.example\\@hooks.slack.com/',
    'https://slack.com/x',
    'https://xhooks.slack.com/x',
    'https://hooks.slack.com./x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://0x7f000001/x',
    'ftp://hooks.slack.com/x',
    'javascript:alert(1)',
    '//hooks.slack.com/x',
    '',
  ])('%s is none of Slack', (url) => {
    expect(isResponseUrl(url)).toBe(false)
    expect(() => responder(url, { origins: ['https://hooks.slack.com'], now: () => 0 })).toThrow('none of Slack')
  })

  it.each([
    'https://hooks.slack.com/commands/T1/123/abc',
    'https://hooks.slack.com/actions/T1/123/abc',
    'https://hooks.slack-gov.com/commands/T1/123/abc',
  ])('%s is one', (url) => {
    expect(isResponseUrl(url)).toBe(true)
  })

  it('is never one of another host, however it is written', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        expect(isResponseUrl(url)).toBe(new URL(url).hostname === 'hooks.slack.com')
      }),
    )
  })
})

describe('a later answer', () => {
  it('is taken five times at most', async () => {
    const slack = await fake()
    const url = slack.responseUrl()
    const respond = responder(url, { origins: [slack.origin], now: () => 0, pausesMs: [] })
    for (let i = 0; i < 5; i++) await respond(line(`answer ${i}`))
    await expect(respond(line('one more'))).rejects.toThrow('may not be used any more')
    expect(slack.responses(url).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })

  it('is not sent after half an hour', async () => {
    let now = 0
    const slack = await fake(() => now)
    const url = slack.responseUrl()
    const respond = responder(url, { origins: [slack.origin], now: () => now, pausesMs: [] })
    now = 30 * 60_000 + 1
    await expect(respond(line('late'))).rejects.toThrow('may not be used any more')
    expect(slack.responses(url)).toEqual([])
  })

  it('that Slack refuses is not sent again', async () => {
    const slack = await fake()
    const url = slack.responseUrl()
    slack.fail('response', { kind: 'status', status: 404 })
    const respond = responder(url, { origins: [slack.origin], now: () => 0, pausesMs: [0, 0] })
    await expect(respond(line('x'))).rejects.toThrow('it answered 404')
    expect(slack.responses(url)).toHaveLength(1)
  })

  it('follows no redirect, which could lead anywhere', async () => {
    let visits = 0
    const elsewhere = createServer((_request, response) => {
      visits++
      response.end()
    })
    const target = await listening(elsewhere)
    const redirecting = createServer((_request, response) => response.writeHead(307, { location: target }).end())
    const origin = await listening(redirecting)
    const respond = responder(`${origin}/x`, { origins: [origin], now: () => 0, pausesMs: [0] })
    await expect(respond(line('x'))).rejects.toThrow('it answered 307')
    expect(visits).toBe(0)
  })

  it('that cannot be sent says so without the address', async () => {
    const closed = createServer()
    const origin = await listening(closed)
    await new Promise((resolve) => closed.close(resolve))
    const respond = responder(`${origin}/secret`, { origins: [origin], now: () => 0, pausesMs: [0] })
    const failure = await respond(line('x')).catch((error: unknown) => error)
    expect(String(failure)).toContain('it does not answer')
    expect(failure).not.toHaveProperty('cause')
    expect(String(failure)).not.toContain('secret')
  })
})

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  releases.push(() => new Promise((resolve) => server.close(resolve)))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
