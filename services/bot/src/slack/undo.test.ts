import { slackMessageId } from '@thala/contracts'
import { ids, incidents, personId } from '@thala/incidents/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type Clicked, choose, clicked, undoIn } from '../fixtures/clicks.ts'
import { startBot, type TestBot } from '../fixtures/slack-bot.ts'
import { fixKey } from '../incident-actions.ts'

const running: TestBot[] = []
const started = async (): Promise<TestBot> => {
  const one = await startBot()
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

describe('Undo', () => {
  const confirm = choose(`confirm ${incidents.payments} ${fixKey(ids.paymentsFix)}`)
  const undo = (value: string, more: Partial<Clicked> = {}): Clicked => ({
    actionId: 'undo',
    value,
    actionTs: '1757577660.000100',
    ...more,
  })

  it('takes back exactly what its button carries', async () => {
    const bot = await started()
    const { all } = await clicked(bot, confirm)
    await clicked(bot, choose(`not-an-incident ${incidents.login}`))
    const { text, message } = await clicked(bot, undo(undoIn(all)))
    expect(text).toMatch(/^Taken back: what you said about INC-/)
    expect(message).toMatchObject({ replace_original: true })
    const [confirmed, , undone] = bot.corrections
    expect(undone?.value).toMatchObject({
      action: 'undo',
      undoes: confirmed?.id,
      targets: [confirmed?.id],
      actor: personId('U1'),
    })
  })

  it('takes back a dismissal, whose incident is in no list any more', async () => {
    const bot = await started()
    const { all } = await clicked(bot, choose(`not-an-incident ${incidents.payments}`))
    await bot.workspace.link(incidents.payments, bot.corrections[0]?.id ?? '', 1440, { role: 'dismissed' }, 'U1')
    expect((await clicked(bot, undo(undoIn(all)))).text).toMatch(/^Taken back/)
  })

  it('is for the one who said it: nobody else can', async () => {
    const bot = await started()
    const { all } = await clicked(bot, confirm)
    expect((await clicked(bot, undo(undoIn(all), { user: 'U2' }))).text).toContain('Only the person who said it')
    expect(bot.corrections).toHaveLength(1)
  })

  it.each([
    ['another action', { action: 'not-an-incident' }],
    ['another message', { target: slackMessageId('T1', 'CPAY', '1757491200.000001') }],
    ['another time', { at: 1 }],
    ['another correction', { correction: '0'.repeat(32) }],
  ])('of a button that was changed to %s takes nothing back', async (_, change) => {
    const bot = await started()
    const { all } = await clicked(bot, confirm)
    const changed = JSON.stringify({ ...JSON.parse(undoIn(all)), ...change })
    expect((await clicked(bot, undo(changed))).text).toContain('Only the person who said it')
    expect(bot.corrections).toHaveLength(1)
  })

  it('about an incident that is gone meanwhile says so', async () => {
    const bot = await started()
    const { all } = await clicked(bot, confirm)
    const gone = JSON.stringify({ ...JSON.parse(undoIn(all)), incident: incidents.basket })
    expect((await clicked(bot, undo(gone))).text).toContain('gone')
    expect(bot.corrections).toHaveLength(1)
  })
})
