import { bot } from '@thala/bot'
import { collections, slackConversationId, slackPersonId, topics } from '@thala/contracts'
import { latestIssues } from '@thala/incidents'
import { type Output, outputTo } from '@thala/service'
import { said, standIns, startWorld, type World } from '@thala/testkit'
import { blockAction, type Click, type FakeSlack, send, slashCommand, startFakeSlack } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

const env = { SLACK_SIGNING_SECRET: 'the secret of an app', SLACK_BOT_TOKEN: 'xoxb-1', THALA_SLACK_PORT: '0' }
const START_S = 1_757_491_200
const TEAM = 'T1'
const CHANNEL = 'C1'
const toDirectory = outputTo('directory', topics.directory)

/** A public channel, and two people in it. */
function directory(): Output[] {
  const entry = (subjectId: string, subject: Parameters<typeof toDirectory>[0]['subject']) =>
    toDirectory({ subjectId, source: 'slack', revision: START_S * 1000, deleted: false, subject }, { id: subjectId })
  const person = (user: string) =>
    entry(slackPersonId(TEAM, user), {
      kind: 'person',
      name: user,
      handle: user.toLowerCase(),
      bot: false,
      guest: false,
      active: true,
    })
  const members = ['U1', 'U2'].map((user) => slackPersonId(TEAM, user))
  const channel = { kind: 'conversation', name: 'ops', visibility: 'public', members } as const
  return [entry(slackConversationId(TEAM, CHANNEL), channel), person('U1'), person('U2')]
}

interface Running {
  readonly world: World
  readonly slack: FakeSlack
  ask(text: string): Promise<string>
  /** What was told after a click, once it had its full effect. */
  click(click: Omit<Click, 'responseUrl'>): Promise<string>
  listed(): Promise<readonly string[]>
}

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function started(): Promise<Running> {
  const slack = await startFakeSlack({ token: env.SLACK_BOT_TOKEN, channels: [CHANNEL] })
  running.push(slack)
  const models = standIns()
  const server = bot({ models, slack: { apiUrl: slack.apiUrl, responseOrigins: [slack.origin] } })
  const world = await startWorld(() => [...pipeline(models), server.declaration], { env })
  running.push(world)
  const sign = () => ({ secret: env.SLACK_SIGNING_SECRET, at: Date.now() })
  return {
    world,
    slack,
    ask: async (text) => {
      const request = slashCommand(text, { responseUrl: slack.responseUrl() }, sign())
      return (await send(`${server.url()}/slack/commands`, request)).body
    },
    click: async (click) => {
      const responseUrl = slack.responseUrl()
      const request = blockAction({ ...click, responseUrl }, sign())
      expect((await send(`${server.url()}/slack/interactions`, request)).status).toBe(200)
      await slack.until(() => slack.responses(responseUrl).length > 0)
      await world.drain()
      await world.store.refresh()
      return JSON.stringify(slack.responses(responseUrl)[0]?.message)
    },
    listed: async () => {
      const list = await latestIssues(world.store, { kind: 'local-operator' }, { page: 1 })
      return list.issues.map(({ status, title }) => `${status}: ${title}`)
    },
  }
}

/** Value of a menu's option or of the Undo button. */
const valueIn = (told: string, pattern: RegExp): string => {
  const [found] = told.match(pattern) ?? []
  return found === undefined ? '' : JSON.parse(found)
}
const option = (told: string, action: string) => valueIn(told, new RegExp(`"${action} [0-9a-f ]+"`))
const undoOf = (told: string) => valueIn(told, /"\{\\"incident\\".*?\}"/)
const at = (seconds: number) => `${START_S + seconds}.000100`

describe('a click in Slack, through the whole of it', () => {
  it('dismisses an incident for everyone, and Undo brings it back', async () => {
    const { world, ask, click, listed } = await started()
    await world.append([...directory(), ...said({ ts: at(0), text: 'broken coffee machine on the third floor' })])
    await world.drain()
    await world.store.refresh()
    const list = await ask('latest_issue')
    expect(list).toContain('coffee machine')

    const noted = await click({
      actionId: 'incident',
      kind: 'overflow',
      value: option(list, 'not-an-incident'),
      actionTs: at(60),
    })
    expect(noted).toContain('is not an incident')
    expect(await listed()).toEqual([])
    expect(await ask('latest_issue')).toContain('No incidents yet')

    expect(await click({ actionId: 'undo', value: undoOf(noted), actionTs: at(90), user: 'U2' })).toContain(
      'Only the person',
    )
    expect(await listed()).toEqual([])
    expect(await click({ actionId: 'undo', value: undoOf(noted), actionTs: at(120) })).toContain('Taken back')
    expect(await listed()).toEqual(['Open: broken coffee machine on the third floor'])
  })

  it('confirms a suspected fix, which closes the incident', async () => {
    const { world, ask, click, listed } = await started()
    const report = { ts: at(0), text: 'broken checkout in the shop' }
    const guess = { ts: at(60), thread: at(0), text: 'maybe the restart of the gateway did it' }
    await world.append([...directory(), ...said(report, guess)])
    await world.drain()
    await world.store.refresh()
    const list = await ask('latest_issue')
    expect(list).toContain('Suspected fix, not confirmed')

    const told = await click({
      actionId: 'incident',
      kind: 'overflow',
      value: option(list, 'confirm'),
      actionTs: at(120),
    })
    expect(told).toContain('this fix belongs to')
    expect(await listed()).toEqual(['Resolved: broken checkout in the shop'])
    await click({ actionId: 'undo', value: undoOf(told), actionTs: at(180) })
    expect(await listed()).toEqual(['Open: broken checkout in the shop'])
  })

  it('leaves ids in the log, and no words', async () => {
    const { world, ask, click } = await started()
    await world.append([...directory(), ...said({ ts: at(0), text: 'broken mail relay' })])
    await world.drain()
    await world.store.refresh()
    await click({
      actionId: 'incident',
      kind: 'overflow',
      value: option(await ask('latest_issue'), 'confirm'),
      actionTs: at(60),
    })
    const { documents } = await world.store.scan(collections.links, { limit: 10 })
    const corrections = documents.filter(({ body }) => JSON.stringify(body).includes('"correction"'))
    expect(corrections).toHaveLength(1)
    expect(JSON.stringify(corrections)).not.toContain('relay')
  })
})
