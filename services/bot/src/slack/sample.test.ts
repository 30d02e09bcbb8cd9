// What is shown is a sample: what is asked is answered by its clock, and nothing that is clicked is noted.

import { ids, incidents } from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choose, clicked, undoIn } from '../fixtures/clicks.ts'
import { startBot, type TestBot } from '../fixtures/slack-bot.ts'
import { fixKey } from '../incident-actions.ts'

let real: TestBot
let sample: TestBot
beforeEach(async () => {
  real = await startBot()
  sample = await startBot({ reading: () => ({ store: real.workspace.store, badge: 'sample workspace' }) })
})
afterEach(async () => {
  await sample.stop()
  await real.stop()
})

const told = `confirm ${incidents.payments} ${fixKey(ids.paymentsFix)}`

describe('a click in a sample', () => {
  it.each([
    ['a confirmation', choose(told)],
    ['a dismissal', choose(`not-an-incident ${incidents.payments}`)],
    ['of nothing that is there', choose(`confirm ${'0'.repeat(32)}`)],
  ])('is not noted: %s', async (_, click) => {
    const { text, all } = await clicked(sample, click)
    expect(text).toBe('This is the sample workspace: nothing is noted.')
    expect(all).not.toContain('"undo"')
    expect(sample.corrections).toEqual([])
  })

  it('takes nothing back, and leaves what was said as it stands', async () => {
    const { all } = await clicked(real, choose(told))
    const { text, message } = await clicked(sample, { actionId: 'undo', value: undoIn(all) })
    expect(text).toBe('This is the sample workspace: nothing is noted.')
    expect(message).not.toHaveProperty('replace_original')
    expect(sample.corrections).toEqual([])
  })

  it('of somebody unknown is told that alone', async () => {
    expect((await clicked(sample, choose(told, { user: 'U9' }))).text).toContain('does not know you')
  })
})

describe('an age in a sample', () => {
  const ways: readonly [string, (bot: TestBot) => Promise<string>][] = [
    ['a command', async (bot) => (await bot.ask('latest_issue')).body],
    ['a search', async (bot) => (await bot.ask('search payments timing out')).body],
    ['a pasted id', async (bot) => (await bot.ask(incidents.payments)).body],
    ['a page', async (bot) => (await clicked(bot, { actionId: 'next_page', value: '1' })).all],
    [
      'a mention',
      async (bot) => {
        await bot.mention({ text: '<@UBOT> latest_issue' })
        return JSON.stringify(bot.slack.posted)
      },
    ],
  ]
  it.each(ways)('counts from its last message, in the answer to %s', async (_, answered) => {
    expect(await answered(real)).toContain('(24 h ago)')
    const ofSample = await answered(sample)
    expect(ofSample).toContain('(5 h ago)')
    expect(ofSample).not.toContain('(24 h ago)')
  })
})
