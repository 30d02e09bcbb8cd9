import { dependencyDown } from '@thala/contracts'
import { blockFaults, slashCommand } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { NOW, SECRET, startBot, type TestBot } from '../fixtures/slack-bot.ts'

const running: TestBot[] = []
const started = async (...more: Parameters<typeof startBot>): Promise<TestBot> => {
  const one = await startBot(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

const parsed = (body: string): { response_type: string; text: string; blocks: unknown } => JSON.parse(body)

/** An embedder that answers when it is told to. */
function held() {
  const gate = Promise.withResolvers<null>()
  return { embedder: { embed: () => gate.promise }, release: () => gate.resolve(null), fail: gate.reject }
}

describe('a slash command', () => {
  it.each([
    ['latest_issue', 'Latest incidents, 1–4 of 4'],
    ['search payments timing out at checkout', 'similar incident'],
    ['predict payments timing out', 'Likely an incident: Payment, Critical'],
    ['help', 'What you can ask'],
    ['', 'What you can ask'],
    ['serach payments', 'There is no command “serach”'],
    ['search a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c”'],
  ])('%j is answered within the response, to the one who asked alone', async (text, expected) => {
    const bot = await started()
    const { status, body, responseUrl } = await bot.ask(text)
    expect(status).toBe(200)
    expect(parsed(body)).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(expected) })
    expect(blockFaults(parsed(body).blocks)).toEqual([])
    expect(bot.slack.responses(responseUrl)).toEqual([])
  })

  it('shows each person what that person may read', async () => {
    const bot = await started()
    expect((await bot.ask('search session tokens in the access log', { user: 'U1' })).body).toContain('keyring')
    expect((await bot.ask('search session tokens in the access log', { user: 'U2' })).body).not.toContain('keyring')
    expect((await bot.ask('latest_issue', { user: 'U3' })).body).not.toContain('Staff login')
  })

  it.each([
    ['somebody of another team', { team: 'T2' }],
    ['somebody unknown', { user: 'U9' }],
    ['somebody who has left', { user: 'U4' }],
  ])('of %s is answered with a clear line and nothing else', async (_, who) => {
    const bot = await started()
    for (const text of ['latest_issue', 'search payments', 'predict payments']) {
      const { body } = await bot.ask(text, who)
      expect(parsed(body)).toMatchObject({
        response_type: 'ephemeral',
        text: expect.stringMatching(/^Thala does not know you/),
      })
      expect(body).not.toMatch(/INC-|checkout/)
    }
  })

  it('says under the answer that it is of the sample', async () => {
    const { workspace } = await started()
    const bot = await started({ reading: () => ({ store: workspace.store, badge: 'sample workspace' }) })
    expect((await bot.ask('latest_issue')).body).toContain('sample workspace')
  })

  it('that was sent once more is not answered again: somebody else may have kept it', async () => {
    const bot = await started()
    const responseUrl = bot.slack.responseUrl()
    const request = slashCommand('latest_issue', { responseUrl }, bot.sign)
    expect((await bot.send('/slack/commands', request)).body).toContain('Latest incidents')
    const reads = bot.reads()
    expect(await bot.send('/slack/commands', request)).toEqual({ status: 200, body: '' })
    expect(bot.reads()).toBe(reads)
    expect(bot.slack.responses(responseUrl)).toEqual([])
  })

  it.each([
    'https://evil.example/commands/T1/1/x',
    'https://hooks.slack.com.evil.example/x',
    'https://hooks.slack.com@evil.example/x',
    'https://user:pass@hooks.slack.com/x',
    'https://hooks.slack.com:8443/x',
    'http://hooks.slack.com/x',
    'http://127.0.0.1:9/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'hooks.slack.com',
    '',
  ])('that wants its answer at %j is refused', async (responseUrl) => {
    const bot = await started()
    const { status, body } = await bot.ask('latest_issue', { responseUrl })
    expect([status, body]).toEqual([400, expect.not.stringContaining(responseUrl || 'nothing')])
    expect(bot.reads()).toBe(0)
  })

  it('is nothing to do when Slack looks at the certificate', async () => {
    const bot = await started()
    const { body, headers } = slashCommand('', { responseUrl: '' }, bot.sign)
    const { signed } = await import('@thala/testkit/slack')
    expect(headers).toHaveLength(3)
    expect(body).not.toContain('ssl_check')
    expect(await bot.send('/slack/commands', signed('ssl_check=1&token=x', bot.sign))).toEqual({
      status: 200,
      body: '',
    })
  })
})

describe('an answer that takes its time', () => {
  it('is acknowledged at once and sent to the response URL', async () => {
    const { embedder, release } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 20 })
    const { status, body, responseUrl } = await bot.ask('search payments timing out at checkout')
    expect([status, body]).toEqual([200, ''])
    expect(bot.slack.responses(responseUrl)).toEqual([])
    release()
    await bot.slack.until(() => bot.slack.responses(responseUrl).length === 1)
    const [sent] = bot.slack.responses(responseUrl)
    expect(sent).toMatchObject({
      status: 200,
      message: { response_type: 'ephemeral', text: expect.stringContaining('similar incident') },
    })
  })

  it('is tried again when Slack does not take it, and sent once', async () => {
    const { embedder, release } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 20 })
    bot.slack.fail('response', { kind: 'status', status: 503 }, { kind: 'status', status: 500 })
    const { responseUrl } = await bot.ask('search payments')
    release()
    await bot.slack.until(() => bot.slack.responses(responseUrl).length === 3)
    expect(bot.slack.responses(responseUrl).map(({ status }) => status)).toEqual([503, 500, 200])
    expect(bot.reported).toEqual([])
  })

  it('is given up in the end, and the log says so without the address or the secret', async () => {
    const { embedder, release } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 20 })
    const down = { kind: 'status', status: 500 } as const
    bot.slack.fail('response', down, down, down)
    const { responseUrl } = await bot.ask('search payments')
    release()
    await bot.slack.until(() => bot.slack.responses(responseUrl).length === 3)
    await bot.stop()
    expect(bot.reported).toEqual([expect.stringContaining('it answered 500')])
    expect(bot.reported.join()).not.toContain('secret-of-this-url')
    expect(bot.reported.join()).not.toContain(SECRET)
  })

  it('that fails is told as a failure', async () => {
    const { embedder, fail } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 20 })
    const { responseUrl } = await bot.ask('search payments')
    fail(dependencyDown('the embedder'))
    await bot.slack.until(() => bot.slack.responses(responseUrl).length === 1)
    expect(bot.slack.responses(responseUrl)[0]?.message.text).toContain('try again in a minute')
    expect(bot.reported).toEqual(['the embedder does not answer'])
  })

  it('is still sent while the bot is being stopped', async () => {
    const { embedder, release } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 20 })
    const { responseUrl } = await bot.ask('search payments')
    const stopped = bot.slack.until(() => bot.slack.responses(responseUrl).length === 1)
    release()
    await stopped
    await bot.stop()
    expect(bot.slack.responses(responseUrl)).toHaveLength(1)
  })

  it('does not pile up without end: past a number of them people are told to wait', async () => {
    const { embedder, release } = held()
    const bot = await started({ embedder, acknowledgeWithinMs: 5 })
    const answers = await Promise.all(Array.from({ length: 80 }, (_, i) => bot.ask(`search payments ${i}`)))
    const busy = answers.filter(({ body }) => body.includes('busy'))
    expect(busy.length).toBe(80 - 64)
    release()
  })
})

describe('what fails inside', () => {
  it('is reported, and told in a line that holds nothing of it', async () => {
    const failing = { embed: async () => Promise.reject(new Error(`secret path /home/x at ${NOW}`)) }
    const bot = await started({ embedder: failing })
    const { status, body } = await bot.ask('search payments')
    expect([status, parsed(body).text]).toEqual([200, 'Something failed here, and the log of the server says what.'])
    expect(bot.reported).toEqual([expect.stringContaining('secret path')])
  })
})
