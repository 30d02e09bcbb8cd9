import { COMMAND, shortIncidentId } from '@thala/contracts'
import { exampleWorkspace, incidents, personId, START, type Workspace } from '@thala/incidents/testing'
import { blockFaults } from '@thala/testkit/slack'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AnswerContext, answer } from './answer.ts'
import { plainCard } from './fixtures/card.ts'
import { incidentBlocks } from './incident-blocks.ts'

let w: Workspace
beforeEach(async () => {
  w = await exampleWorkspace()
})
const ask = (command: string, more: Partial<AnswerContext> = {}) =>
  answer(command, {
    store: w.store,
    reader: { kind: 'local-operator' },
    embedder: w.embedder,
    llm: { predict: () => Promise.reject(new Error('not asked')) },
    now: START,
    ...more,
  })
const id = shortIncidentId(incidents.payments)

describe('an id that was pasted', () => {
  it.each([
    ['alone', id],
    ['after the command', `${COMMAND} ${id}`],
    ['in small letters', id.toLowerCase()],
    ['in full', incidents.payments],
    ['after search', `search ${id}`],
    ['of an incident that has moved', shortIncidentId(incidents.formerPayments)],
  ])('%s leads to its incident', async (_, typed) => {
    const { blocks, text } = await ask(typed)
    expect(text).toMatch(new RegExp(`^${id}, Resolved: Payments are timing out`))
    expect(JSON.stringify(blocks)).toContain('rolled tiller back')
    expect(blockFaults(blocks)).toEqual([])
  })

  it('asks no model', async () => {
    const embed = () => Promise.reject(new Error('loaded'))
    expect((await ask(`search ${id}`, { embedder: { embed } })).text).toContain(id)
  })

  it('of an incident that the asker may not read is as if there were none', async () => {
    const secret = shortIncidentId(incidents.tokens)
    for (const [typed, said] of [
      [secret, `There is no incident ${secret} that you may read.`],
      ['INC-ZZZZZZZ', 'There is no incident INC-ZZZZZZZ that you may read.'],
      [`search ${secret}`, `Nothing similar to “${secret}”`],
      ['search INC-ZZZZZZZ', 'Nothing similar to “INC-ZZZZZZZ”'],
    ] as const)
      expect((await ask(typed)).text).toContain(said)
    const member = { kind: 'person', id: personId('U1') } as const
    expect((await ask(secret, { reader: member })).text).toContain('Session tokens')
  })

  it('that fits several incidents lists as many as are offered, within what Slack takes', () => {
    const candidates = Array.from({ length: 20 }, (_, i) => ({ ...plainCard, incidentId: String(i).padStart(32, '0') }))
    const { blocks, text } = incidentBlocks({ kind: 'ambiguous', candidates }, 'INC-A000000', 0) ?? { blocks: [] }
    expect(text).toBe('INC-A000000 fits 20 incidents')
    expect(blockFaults(blocks)).toEqual([])
  })
})

describe('advice on what to type', () => {
  it.each([
    [undefined, 'latest_issue 99', '`/thala latest_issue [page]`'],
    ['npm run thala -- ask', 'latest_issue 99', '`npm run thala -- ask latest_issue [page]`'],
    ['npm run thala -- ask', 'latest_issue x', '`npm run thala -- ask latest_issue [page]`'],
    ['npm run thala -- ask', 'search', '`npm run thala -- ask search &lt;what you see&gt;`'],
  ])('where one types after %s: to %j it is %s', async (command, typed, advice) => {
    expect((await ask(typed, command === undefined ? {} : { command })).text).toContain(`Try ${advice}`)
  })
})
