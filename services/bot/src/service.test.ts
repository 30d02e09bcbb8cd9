import { createServer } from 'node:net'
import { topics } from '@thala/contracts'
import { exampleWorkspace, ids, incidents, personId } from '@thala/incidents/testing'
import { type Output, outputTo, resource } from '@thala/service'
import { blockAction, send, slashCommand, startFakeSlack } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type BotOptions, bot } from './service.ts'

const releases: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release()
})

const modelReader = {
  model: 'test',
  classify: async () => Promise.reject(new Error('not asked')),
  predict: async () => Promise.reject(new Error('not asked')),
  close: async () => undefined,
}
const models = {
  embedder: resource({ name: 'embedder', start: async () => (await exampleWorkspace()).embedder }),
  reader: resource({ name: 'reader', start: async () => modelReader }),
}

async function served(env: Record<string, string>, options: Partial<BotOptions> = {}) {
  const { store, embedder } = await exampleWorkspace()
  const server = bot({ models, ...options })
  const appended: Output[] = []
  const running = await server.declaration.serve?.({
    config: server.declaration.config.parse({ THALA_SLACK_PORT: '0', ...env }),
    deps: { embedder, reader: modelReader },
    store,
    append: async (outputs) => void appended.push(...outputs),
    heard: () => () => undefined,
    health: () => ({ live: true, ready: true, reasons: [] }),
    metrics: async () => '',
    to: { correction: outputTo('correction', topics.corrections) },
    report: () => undefined,
  })
  if (running) releases.push(() => running.stop())
  return { server, appended }
}

describe('the configuration', () => {
  it.each([
    [{ THALA_SLACK_PORT: 'http' }, false],
    [{ THALA_SLACK_PORT: '65536' }, false],
    [{ THALA_SLACK_HOST: '' }, false],
    [{}, true],
    [{ SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 't', THALA_SHARED_CHANNELS: 'C1, C2,' }, true],
  ])('%j is read: %s', (env, ok) => {
    expect(bot({ models }).declaration.config.safeParse(env).success).toBe(ok)
  })

  it('names channels in a list', () => {
    expect(bot({ models }).declaration.config.parse({ THALA_SHARED_CHANNELS: ' C1, ,C2 ' })).toMatchObject({
      THALA_SHARED_CHANNELS: ['C1', 'C2'],
      THALA_SLACK_HOST: '127.0.0.1',
      THALA_SLACK_PORT: 3000,
    })
  })
})

describe('without a signing secret', () => {
  it('Slack is not answered, and nothing listens', async () => {
    expect((await served({})).server.url()).toBeNull()
  })

  it('a process for the bot alone does not start, and says what to set', async () => {
    await expect(served({}, { alone: true })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('SLACK_SIGNING_SECRET'),
    })
  })
})

describe('with a signing secret', () => {
  const env = { SLACK_SIGNING_SECRET: 'a secret of the app', SLACK_BOT_TOKEN: 'xoxb-1' }

  it('answers a command that Slack signed now', async () => {
    const slack = await startFakeSlack({ token: 'xoxb-1' })
    releases.push(slack.stop)
    const { server } = await served(env, { slack: { apiUrl: slack.apiUrl, responseOrigins: [slack.origin] } })
    const sign = { secret: env.SLACK_SIGNING_SECRET, at: Date.now() }
    const request = slashCommand('latest_issue', { responseUrl: slack.responseUrl() }, sign)
    expect(await send(`${server.url()}/slack/commands`, request)).toMatchObject({
      status: 200,
      body: expect.stringContaining('Latest incidents'),
    })
  })

  it('appends what a person corrects to the log', async () => {
    const slack = await startFakeSlack({ token: 'xoxb-1' })
    releases.push(slack.stop)
    const { server, appended } = await served(env, { slack: { apiUrl: slack.apiUrl, responseOrigins: [slack.origin] } })
    const responseUrl = slack.responseUrl()
    const value = `not-an-incident ${incidents.payments}`
    const request = blockAction(
      { actionId: 'incident', kind: 'overflow', value, responseUrl },
      { secret: env.SLACK_SIGNING_SECRET, at: Date.now() },
    )
    expect((await send(`${server.url()}/slack/interactions`, request)).status).toBe(200)
    await slack.until(() => slack.responses(responseUrl).length === 1)
    expect(appended).toMatchObject([
      {
        topic: topics.corrections,
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        value: { action: 'not-an-incident', actor: personId('U1'), targets: [ids.paymentsReport] },
      },
    ])
  })

  it('sends later answers to Slack and nowhere else, unless a test says so', async () => {
    const { server } = await served(env)
    const sign = { secret: env.SLACK_SIGNING_SECRET, at: Date.now() }
    const request = slashCommand('latest_issue', { responseUrl: 'http://127.0.0.1:1/x' }, sign)
    expect((await send(`${server.url()}/slack/commands`, request)).status).toBe(400)
  })

  it('refuses a port that is in use, naming the variable', async () => {
    const other = createServer()
    const { promise, resolve } = Promise.withResolvers<void>()
    other.listen(0, '127.0.0.1', resolve)
    await promise
    releases.push(async () => void other.close())
    const { port } = z.object({ port: z.int() }).parse(other.address())
    await expect(served({ ...env, THALA_SLACK_PORT: String(port) })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`THALA_SLACK_PORT=${port} is in use`),
    })
  })

  it('refuses an address that is none of this machine, naming the variable', async () => {
    await expect(served({ ...env, THALA_SLACK_HOST: '203.0.113.1' })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('THALA_SLACK_HOST=203.0.113.1'),
    })
  })
})
