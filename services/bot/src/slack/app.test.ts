import { request as httpRequest } from 'node:http'
import { appMention, blockAction, signed, slackSignature, slashCommand, withHeader } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { NOW, SECRET, startBot, type TestBot } from '../fixtures/slack-bot.ts'
import { MAX_BODY_BYTES } from './body.ts'

const running: TestBot[] = []
const started = async (...more: Parameters<typeof startBot>): Promise<TestBot> => {
  const one = await startBot(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

const sign = { secret: SECRET, at: NOW }
const responseUrl = 'https://hooks.slack.com/commands/T1/1/x'
const requests = {
  '/slack/commands': slashCommand('latest_issue', { responseUrl }, sign),
  '/slack/interactions': blockAction({ actionId: 'next_page', value: '2', responseUrl }, sign),
  '/slack/events': appMention({ text: '<@UBOT> latest_issue' }, sign),
}
const paths = Object.entries(requests)

function expectNothingDone({ reads, corrections, slack, reported }: TestBot) {
  expect(reads()).toBe(0)
  expect(corrections).toEqual([])
  expect(slack.calls).toEqual([])
  expect(reported).toEqual([])
}

describe.each(paths)('a request to %s', (path, good) => {
  const { body } = good
  const timestamp = String(NOW / 1000)
  const signature = slackSignature(SECRET, timestamp, body)
  const stale = signed(body, { ...sign, at: NOW - 301_000 })
  const future = signed(body, { ...sign, at: NOW + 301_000 })
  const [contentType = ['content-type', '']] = good.headers

  it.each([
    ['without a signature', { body, headers: [contentType, ['x-slack-request-timestamp', timestamp] as const] }],
    ['without a time', { body, headers: [contentType, ['x-slack-signature', signature] as const] }],
    ['signed with another secret', withHeader(good, 'x-slack-signature', slackSignature('x', timestamp, body))],
    ['signed at another time', withHeader(good, 'x-slack-request-timestamp', String(NOW / 1000 - 1))],
    ['signed over five minutes ago', withHeader(stale, 'content-type', contentType[1])],
    ['signed over five minutes ahead', withHeader(future, 'content-type', contentType[1])],
    ['with two signatures', { body, headers: [...good.headers, ['x-slack-signature', signature] as const] }],
    [
      'with a bad signature after the good one',
      { body, headers: [...good.headers, ['x-slack-signature', 'v0=0'] as const] },
    ],
    ['with two times', { body, headers: [...good.headers, ['x-slack-request-timestamp', timestamp] as const] }],
    ['with a body that was encoded again', { ...good, body: body.replace('1', '%31') }],
    ['with a field more', { ...good, body: `${body}&text=help` }],
    ['without its body', { ...good, body: '' }],
    [
      'of a type that is not read, and unsigned',
      withHeader(withHeader(good, 'content-type', 'text/html'), 'x-slack-signature', `v0=${'0'.repeat(64)}`),
    ],
  ])('%s is a 401, and nothing is done', async (_, request) => {
    const bot = await started()
    expect(await bot.send(path, request)).toMatchObject({ status: 401, body: expect.stringContaining('Not signed') })
    expectNothingDone(bot)
  })

  it.each([
    ['no type', { ...good, headers: good.headers.filter(([name]) => name !== 'content-type') }],
    ['the type of a page', withHeader(good, 'content-type', 'text/html')],
    ['another type of form', withHeader(good, 'content-type', 'multipart/form-data; boundary=x')],
  ])('that is signed but of %s is a 415', async (_, request) => {
    const bot = await started()
    expect((await bot.send(path, request)).status).toBe(415)
    expectNothingDone(bot)
  })

  it('whose signed payload is nothing that Slack sends is a 400', async () => {
    const bot = await started()
    const odd = withHeader(signed('payload=%7B"type":&x', sign), 'content-type', contentType[1])
    expect(await bot.send(path, odd)).toMatchObject({
      status: 400,
      body: expect.stringContaining('Not what Slack sends'),
    })
    expectNothingDone(bot)
  })

  it('that says to be too large is refused before it is read', async () => {
    const { url } = await started()
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const headers = { ...Object.fromEntries(good.headers), 'content-length': String(MAX_BODY_BYTES + 1) }
    const request = httpRequest(`${url}${path}`, { method: 'POST', headers }, (response) =>
      resolve(response.statusCode ?? 0),
    )
    request.on('error', reject)
    request.flushHeaders()
    expect(await promise).toBe(413)
    request.destroy()
  })

  it('that grows too large on the way is cut off', async () => {
    const { url } = await started()
    const { promise, resolve } = Promise.withResolvers<number | string>()
    const headers = { ...Object.fromEntries(good.headers), 'transfer-encoding': 'chunked' }
    const request = httpRequest(`${url}${path}`, { method: 'POST', headers }, (response) =>
      resolve(response.statusCode ?? 0),
    )
    // The connection may be gone before the answer is read.
    request.on('error', () => resolve('cut off'))
    const chunk = Buffer.alloc(64 * 1024, 'x')
    for (let sent = 0; sent <= MAX_BODY_BYTES; sent += chunk.length) request.write(chunk)
    expect([413, 'cut off']).toContain(await promise)
    request.destroy()
  })
})

describe('an address', () => {
  it('takes POST alone', async () => {
    const { url } = await started()
    const response = await fetch(`${url}/slack/commands`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('that is not there is said to be missing', async () => {
    const { url } = await started()
    expect((await fetch(`${url}/slack`, { method: 'POST' })).status).toBe(404)
  })

  it('names no software and is kept by no cache', async () => {
    const { url } = await started()
    const { headers } = await fetch(`${url}/slack/commands`)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
  })
})
