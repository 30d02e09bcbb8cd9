import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type FakeSlack, startFakeSlack } from './fake-slack.ts'
import { send, signed, slackSignature } from './requests.ts'

const running: FakeSlack[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})
async function started(now?: () => number): Promise<FakeSlack> {
  const slack = await startFakeSlack({ token: 'xoxb-1', channels: ['C1'], ...(now && { now }) })
  running.push(slack)
  return slack
}

const answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() })
const bearer = { authorization: 'Bearer xoxb-1' }

async function call(slack: FakeSlack, method: string, body: string, headers: Record<string, string> = {}) {
  const type = body.startsWith('{') ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded'
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
  })
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    ...answer.parse(await response.json()),
  }
}

describe('the Web API of the stand-in', () => {
  it.each([
    ['no token', {}, 'not_authed'],
    ['another token', { authorization: 'Bearer xoxb-2' }, 'invalid_auth'],
  ])('refuses %s with 200 and an error, and does nothing', async (_, headers, error) => {
    const slack = await started()
    expect(await call(slack, 'chat.postMessage', 'channel=C1&text=x', headers)).toMatchObject({
      status: 200,
      ok: false,
      error,
    })
    expect(slack.posted).toEqual([])
  })

  it.each([
    ['chat.postMessage', 'channel=C2&text=x', 'channel_not_found'],
    ['chat.postMessage', 'channel=C1', 'no_text'],
    ['chat.postMessage', 'text=x', 'invalid_arguments'],
    ['chat.postMessage', '{"channel":"C1","text":"x","thread_ts":1757577600.1}', 'invalid_arguments'],
    ['chat.postMessage', `channel=C1&blocks=${encodeURIComponent('[{"type":"section"}]')}`, 'invalid_blocks'],
    ['chat.postMessage', '{"channel":', 'invalid_form_data'],
    ['chat.postMassage', 'channel=C1', 'unknown_method'],
  ])('answers %s with %s as Slack does: %s', async (method, body, error) => {
    expect(await call(await started(), method, body, bearer)).toMatchObject({ status: 200, ok: false, error })
  })

  it.each(['channel=C1&text=x', '{"channel":"C1","text":"x"}'])(
    'takes a message as a form and as JSON: %s',
    async (body) => {
      const slack = await started()
      expect(await call(slack, 'chat.postMessage', body, bearer)).toMatchObject({ ok: true, channel: 'C1' })
      expect(slack.posted).toMatchObject([{ channel: 'C1', text: 'x' }])
    },
  )

  it('shows metadata of a thread only to those who ask for it', async () => {
    const slack = await started()
    const message = {
      channel: 'C1',
      text: 'x',
      thread_ts: '1.000001',
      metadata: { event_type: 'e', event_payload: { mark: 'm' } },
    }
    await call(slack, 'chat.postMessage', JSON.stringify(message), bearer)
    const thread = 'channel=C1&ts=1.000001'
    expect(JSON.stringify(await call(slack, 'conversations.replies', thread, bearer))).not.toContain('mark')
    const all = await call(slack, 'conversations.replies', `${thread}&include_all_metadata=true`, bearer)
    expect(JSON.stringify(all)).toContain('"mark":"m"')
  })

  it('fails as told, once each', async () => {
    const slack = await started()
    slack.fail(
      'api',
      { kind: 'rate-limit', seconds: 7 },
      { kind: 'error', error: 'internal_error' },
      { kind: 'lost-answer' },
    )
    const post = () => call(slack, 'chat.postMessage', 'channel=C1&text=x', bearer)
    expect(await post()).toMatchObject({ status: 429, retryAfter: '7', error: 'ratelimited' })
    expect(await post()).toMatchObject({ status: 200, error: 'internal_error' })
    expect(slack.posted).toEqual([])
    await expect(post()).rejects.toThrow()
    expect(slack.posted).toHaveLength(1)
    expect(await post()).toMatchObject({ ok: true })
  })
})

describe('a response URL of the stand-in', () => {
  const respond = (url: string, body: string) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).then(({ status }) => status)

  it('is used five times, and by nobody who does not know it', async () => {
    const slack = await started()
    const url = slack.responseUrl()
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push(await respond(url, '{"text":"x"}'))
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404])
    expect(await respond(`${slack.origin}/commands/T1/9/guess`, '{}')).toBe(404)
  })

  it('lives for half an hour', async () => {
    let now = 0
    const slack = await started(() => now)
    const url = slack.responseUrl()
    now = 30 * 60_000 + 1
    expect(await respond(url, '{"text":"x"}')).toBe(404)
  })

  it.each(['{"blocks":[{"type":"section"}]}', '{"text":', 'text=x'])('refuses %s', async (body) => {
    const slack = await started()
    expect(await respond(slack.responseUrl(), body)).toBe(400)
  })
})

describe('a signed request', () => {
  it('carries the signature of its body and time', () => {
    const { headers } = signed('a=b', { secret: 's', at: 1_757_577_600_999 })
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-slack-request-timestamp': '1757577600',
      'x-slack-signature': slackSignature('s', 1_757_577_600, 'a=b'),
    })
  })

  it('is sent as it is, with headers that stand twice', async () => {
    const slack = await started()
    const url = slack.responseUrl()
    const type = ['content-type', 'application/json'] as const
    expect((await send(url, { body: '{"text":"x"}', headers: [type, ['x-a', '1'], ['x-a', '2']] })).status).toBe(200)
    expect(slack.responses(url)).toMatchObject([{ status: 200, message: { text: 'x' } }])
  })
})
