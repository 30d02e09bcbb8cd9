import { blockFaults, signed } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { NOW, startBot, type TestBot, TOKEN } from '../fixtures/slack-bot.ts'

const running: TestBot[] = []
const started = async (...more: Parameters<typeof startBot>): Promise<TestBot> => {
  const one = await startBot(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

const textOf = (bot: TestBot) => JSON.stringify(bot.slack.posted)

describe('the handshake', () => {
  it('is answered with its challenge', async () => {
    const bot = await started()
    const body = '{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY","type":"url_verification"}'
    const request = signed(body, { ...bot.sign, contentType: 'application/json' })
    expect(await bot.send('/slack/events', request)).toEqual({ status: 200, body: '3eZbrw1aBm2rZgRNFdxV2595E9CY' })
  })
})

describe('a mention', () => {
  it.each([
    ['<@UBOT> latest_issue', 'Latest incidents'],
    ['hello <@UBOT|thala> search payments timing out', 'similar incident'],
    ['<@UBOT>', 'What you can ask'],
    ['<@UBOT> predict the queue is stuck', 'Likely an incident'],
    ['<@UBOT> dance &amp; sing', 'There is no command “dance”'],
  ])('%j is answered in its thread', async (text, expected) => {
    const bot = await started()
    expect(await bot.mention({ text })).toEqual({ status: 200, body: '' })
    expect(bot.slack.posted).toHaveLength(1)
    const [posted] = bot.slack.posted
    expect(posted).toMatchObject({ channel: 'CPAY', threadTs: `${NOW / 1000}.000100` })
    expect(posted?.text).toContain(expected)
    expect(blockFaults(posted?.blocks)).toEqual([])
  })

  it('within a thread is answered there', async () => {
    const bot = await started()
    await bot.mention({ text: '<@UBOT> help', threadTs: '1757491200.000000' })
    expect(bot.slack.posted).toMatchObject([{ threadTs: '1757491200.000000' }])
  })

  it('is answered with what was said in that channel alone, whoever asks', async () => {
    const bot = await started()
    await bot.mention({ text: '<@UBOT> latest_issue', user: 'U1', channel: 'CPAY' })
    expect(textOf(bot)).toContain('1 of 1')
    expect(textOf(bot)).toContain('from this channel alone')
    expect(textOf(bot)).not.toMatch(/keyring|café/)
  })

  it('in a private channel is answered with what its members may read', async () => {
    const bot = await started()
    await bot.mention({ text: '<@UBOT> latest_issue', channel: 'GSEC' })
    expect(textOf(bot)).toContain('Session tokens')
  })

  it.each([
    ['in a channel that is shared with another organisation', { channel: 'CEXT' }],
    ['in a channel that was shared since', { isExtSharedChannel: true }],
    ['in a channel that is not known', { channel: 'CNEW' }],
    ['in a channel of another team', { team: 'T2' }],
    ['by a bot', { botId: 'B7' }],
    ['by itself', { user: 'UBOT' }],
    ['of seven hours ago', { ts: `${NOW / 1000 - 7 * 3600}.000100` }],
  ])('%s is not answered', async (_, more) => {
    const bot = await started()
    expect((await bot.mention({ text: '<@UBOT> latest_issue', ...more })).status).toBe(200)
    expect(bot.slack.calls).toEqual([])
  })

  it('in a shared channel that is listed is answered', async () => {
    const bot = await started({ sharedChannels: new Set(['CEXT']) })
    await bot.mention({ text: '<@UBOT> latest_issue', channel: 'CEXT' })
    expect(bot.slack.posted).toHaveLength(1)
  })

  it('cannot be answered without a token, which the log says', async () => {
    const bot = await started({ webApi: null })
    expect((await bot.mention({ text: '<@UBOT> help' })).status).toBe(503)
    expect(bot.reported).toEqual([expect.stringContaining('set SLACK_BOT_TOKEN')])
  })
})

describe('an event that is sent again', () => {
  const again = { text: '<@UBOT> help', eventId: 'Ev7' }

  it('is answered once', async () => {
    const bot = await started()
    for (let i = 0; i < 4; i++) expect((await bot.mention(again)).status).toBe(200)
    expect(bot.slack.posted).toHaveLength(1)
  })

  it('is answered once when both come at the same time', async () => {
    const bot = await started()
    await Promise.all([bot.mention(again), bot.mention(again), bot.mention(again)])
    await bot.slack.until(() => bot.slack.posted.length > 0)
    await bot.stop()
    expect(bot.slack.posted).toHaveLength(1)
  })

  it('is answered the second time when the first time failed', async () => {
    const { workspace } = await started()
    let broken = true
    const bot = await started({
      reading: () => {
        if (broken) throw new Error('the store is down')
        return { store: workspace.store }
      },
    })
    expect((await bot.mention(again)).status).toBe(503)
    expect(bot.slack.posted).toEqual([])
    broken = false
    expect((await bot.mention(again)).status).toBe(200)
    expect(bot.slack.posted).toHaveLength(1)
  })

  it('shares the outcome of the one that is being answered, and is answered later when that failed', async () => {
    const { workspace } = await started()
    const gate = Promise.withResolvers<null>()
    const asked = Promise.withResolvers<void>()
    const embed = () => {
      asked.resolve()
      return gate.promise
    }
    const bot = await started({ reading: () => ({ store: workspace.store }), embedder: { embed } })
    const question = { text: '<@UBOT> search payments', eventId: 'Ev9' }
    const both = [bot.mention(question), bot.mention(question)]
    await asked.promise
    gate.reject(new Error('the model fell over'))
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([503, 503])
    await bot.mention({ ...question, text: '<@UBOT> help' })
    expect(bot.slack.posted).toHaveLength(1)
  })

  it('is told from another that says the same', async () => {
    const bot = await started()
    await bot.mention(again)
    await bot.mention({ ...again, eventId: 'Ev8' })
    expect(bot.slack.posted).toHaveLength(2)
  })
})

describe('when the Web API', () => {
  const once = { text: '<@UBOT> help' }

  it('fails for a while, it is tried again, and the answer is posted once', async () => {
    const bot = await started()
    bot.slack.fail('api', { kind: 'status', status: 503 }, { kind: 'error', error: 'internal_error' })
    await bot.mention(once)
    await bot.slack.until(() => bot.slack.posted.length === 1)
    expect(bot.reported).toEqual([])
  })

  it('has posted but could not say so, the answer is found and not posted again', async () => {
    const bot = await started()
    bot.slack.fail('api', { kind: 'lost-answer' })
    await bot.mention(once)
    await bot.slack.until(() => bot.slack.calls.some(({ method }) => method === 'conversations.replies'))
    await bot.stop()
    expect(bot.slack.posted).toHaveLength(1)
    expect(bot.slack.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'conversations.replies'])
  })

  it('asks to wait, the answer waits', async () => {
    const bot = await started()
    bot.slack.fail('api', { kind: 'rate-limit', seconds: 0 })
    await bot.mention(once)
    await bot.slack.until(() => bot.slack.posted.length === 1)
  })

  it.each([
    ['is down', { kind: 'status', status: 500 }, 'answered 500 after 4 attempts', 4],
    ['knows no such token', { kind: 'error', error: 'invalid_auth' }, 'invalid_auth: check SLACK_BOT_TOKEN', 1],
    ['is not in the channel', { kind: 'error', error: 'not_in_channel' }, 'invite the app to the channel', 1],
    ['wants a wait of an hour', { kind: 'rate-limit', seconds: 3600 }, 'takes no message for 3600 s', 1],
  ] as const)('%s, it is given up and logged without the token', async (_, failure, said, attempts) => {
    const bot = await started()
    bot.slack.fail('api', ...Array(12).fill(failure))
    await bot.mention(once)
    await bot.stop()
    expect(bot.reported).toEqual([expect.stringContaining(said)])
    expect(bot.reported.join()).not.toContain(TOKEN)
    expect(bot.slack.calls.length).toBe(attempts)
    expect(bot.slack.posted).toEqual([])
  })
})
