import { dependencyDown } from '@thala/contracts'
import { ids, incidents, personId } from '@thala/incidents/testing'
import { blockAction } from '@thala/testkit/slack'
import { afterEach, describe, expect, it } from 'vitest'
import { choose, clicked } from '../fixtures/clicks.ts'
import { NOW, startBot, type TestBot } from '../fixtures/slack-bot.ts'
import { fixKey } from '../incident-actions.ts'

const running: TestBot[] = []
const started = async (...more: Parameters<typeof startBot>): Promise<TestBot> => {
  const one = await startBot(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

describe('a page button', () => {
  it('turns the page of the one who clicks, in place', async () => {
    const bot = await started()
    const { message, text } = await clicked(bot, { actionId: 'next_page', value: '1', user: 'U1' })
    expect(message).toMatchObject({ response_type: 'ephemeral', replace_original: true })
    expect(text).toContain('of 4')
  })

  it('on a message that all see turns it for all, with what the channel may read', async () => {
    const bot = await started()
    const { message, text, all } = await clicked(bot, {
      actionId: 'prev_page',
      value: '1',
      user: 'U1',
      ephemeral: false,
    })
    expect(message).toMatchObject({ response_type: 'in_channel', replace_original: true })
    expect(text).toContain('1 of 1')
    expect(all).not.toMatch(/keyring|café/)
  })

  it.each([
    ['in a channel that is shared', { channel: 'CEXT' }],
    ['in a channel that is not known', { channel: 'CNEW' }],
  ])('%s shows nothing to all', async (_, more) => {
    const bot = await started()
    const { message, all } = await clicked(bot, { actionId: 'next_page', value: '1', ephemeral: false, ...more })
    expect(message).toMatchObject({ response_type: 'ephemeral' })
    expect(message).not.toHaveProperty('replace_original')
    expect(all).not.toContain('INC-')
  })

  it.each(['', 'two', '-1', '1e3', '9999999'])('to the page %j says that it does not work', async (value) => {
    expect((await clicked(await started(), { actionId: 'next_page', value })).text).toContain('does not work any more')
  })

  it('to a page that is gone says so', async () => {
    expect((await clicked(await started(), { actionId: 'next_page', value: '7' })).text).toContain('There is no page 7')
  })
})

describe('a choice about an incident', () => {
  const told = `confirm ${incidents.payments} ${fixKey(ids.paymentsFix)}`

  it('confirms the fix that was shown', async () => {
    const bot = await started()
    const { text, message } = await clicked(bot, choose(told, { actionTs: '1757577600.000100' }))
    expect(text).toMatch(/^Noted: this fix belongs to INC-/)
    expect(message).toMatchObject({ response_type: 'ephemeral' })
    expect(bot.corrections.map(({ value }) => value)).toEqual([
      {
        scope: 'default',
        actor: personId('U1'),
        action: 'confirm',
        targets: [ids.paymentsFix],
        with: ids.paymentsReport,
        severity: null,
        undoes: null,
        at: 1_757_577_600_000,
      },
    ])
  })

  it('confirms the incident itself where no fix was shown', async () => {
    const bot = await started()
    expect((await clicked(bot, choose(`confirm ${incidents.login}`))).text).toMatch(/^Noted: INC-.* is an incident/)
    expect(bot.corrections[0]?.value).toMatchObject({ targets: [ids.loginReport], with: ids.loginReport })
  })

  it('dismisses it', async () => {
    const bot = await started()
    expect((await clicked(bot, choose(`not-an-incident ${incidents.payments}`))).text).toMatch(/is not an incident/)
    expect(bot.corrections[0]?.value).toMatchObject({
      action: 'not-an-incident',
      targets: [ids.paymentsReport],
      with: null,
    })
  })

  it('follows an incident that has moved', async () => {
    const bot = await started()
    await clicked(bot, choose(`not-an-incident ${incidents.formerPayments}`))
    expect(bot.corrections[0]?.value.targets).toEqual([ids.paymentsReport])
  })

  it('has the same id when Slack delivers the click twice, and another for another click', async () => {
    const bot = await started()
    await clicked(bot, choose(told, { actionTs: '1757577600.000100' }))
    await clicked(bot, choose(told, { actionTs: '1757577600.000100' }))
    await clicked(bot, choose(told, { actionTs: '1757577601.000100' }))
    const [first, second, third] = bot.corrections.map(({ id }) => id)
    expect(first).toBe(second)
    expect(third).not.toBe(first)
  })

  it.each([
    ['of an incident that is gone', choose(`confirm ${incidents.basket}`), 'gone'],
    ['of an incident that never was', choose(`confirm ${'0'.repeat(32)}`), 'gone'],
    [
      'of an incident that the person may not read',
      choose(`not-an-incident ${incidents.tokens}`, { user: 'U2' }),
      'gone',
    ],
    [
      'of a guest in a channel that is not theirs',
      choose(`not-an-incident ${incidents.login}`, { user: 'U3' }),
      'gone',
    ],
    ['of somebody unknown', choose(told, { user: 'U9' }), 'does not know you'],
    ['of somebody of another team', choose(told, { team: 'T2' }), 'does not know you'],
    ['of somebody who has left', choose(told, { user: 'U4' }), 'does not know you'],
    [
      'of an incident that was dismissed',
      choose(`not-an-incident ${incidents.lunch}`),
      'is marked as no incident already',
    ],
    [
      'of a fix that is no longer its fix',
      choose(`confirm ${incidents.payments} ${fixKey('other')}`),
      'has changed since',
    ],
    ['that was made up', choose('drop everything'), 'does not work any more'],
  ])('%s is explained to the one who clicks, and changes nothing', async (_, click, said) => {
    const bot = await started()
    const { text, message, all } = await clicked(bot, click)
    expect(text).toContain(said)
    expect(message).toMatchObject({ response_type: 'ephemeral' })
    expect(all).not.toMatch(/keyring|Staff login/)
    expect(bot.corrections).toEqual([])
  })

  it('that could not be appended is said to have failed', async () => {
    const bot = await started({ correct: async () => Promise.reject(dependencyDown('the log')) })
    expect((await clicked(bot, choose(told))).text).toContain('try again in a minute')
    expect(bot.reported).toEqual(['the log does not answer'])
  })
})

describe('a click', () => {
  it('that was sent once more does nothing', async () => {
    const bot = await started()
    const responseUrl = bot.slack.responseUrl()
    const request = blockAction(
      { actionId: 'incident', kind: 'overflow', value: `not-an-incident ${incidents.payments}`, responseUrl },
      bot.sign,
    )
    for (let i = 0; i < 3; i++)
      expect(await bot.send('/slack/interactions', request)).toEqual({ status: 200, body: '' })
    await bot.stop()
    expect(bot.corrections).toHaveLength(1)
    expect(bot.slack.responses(responseUrl)).toHaveLength(1)
  })

  it.each(['unknown', 'constructor', '__proto__', 'toString'])('on %s is let go', async (actionId) => {
    const bot = await started()
    const { status, responseUrl } = await bot.click({ actionId, value: '1' })
    await bot.stop()
    expect([status, bot.slack.responses(responseUrl), bot.reported]).toEqual([200, [], []])
  })

  it('that wants its answer elsewhere is refused before anything is read', async () => {
    const bot = await started()
    const responseUrl = `https://evil.example/${NOW}`
    const request = blockAction({ actionId: 'next_page', value: '1', responseUrl }, bot.sign)
    expect((await bot.send('/slack/interactions', request)).status).toBe(400)
    expect(bot.reads()).toBe(0)
  })
})
