import type { KnownBlock } from '@slack/types'
import {
  exampleWorkspace,
  incidentOf,
  PAYMENTS,
  personId,
  START,
  STOREFRONT,
  type Workspace,
  workspace,
} from '@thala/incidents/testing'
import type { Prediction } from '@thala/llm'
import { blockFaults } from '@thala/testkit/slack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerContext, answer } from './answer.ts'

const prediction: Prediction = {
  type: 'incident_report',
  category: 'Payment',
  severity: 'Critical',
  likelihood: 'Likely',
  confidence: 0.87,
  reasoning: 'names <a symptom> & a service',
}
const asking = (w: Workspace, more: Partial<AnswerContext> = {}): AnswerContext => ({
  store: w.store,
  reader: { kind: 'local-operator' },
  embedder: w.embedder,
  llm: { predict: async () => prediction },
  now: START + 24 * 3_600_000,
  ...more,
})
const wordsOf = (blocks: readonly KnownBlock[]) => JSON.stringify(blocks)
const buttonsOf = (blocks: readonly KnownBlock[]) =>
  blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .map((element) => (element.type === 'button' ? [element.action_id, element.value] : []))

async function many(count: number): Promise<Workspace> {
  const w = workspace()
  w.conversation(PAYMENTS, 'payments', 'public')
  for (let i = 0; i < count; i++) {
    const id = await w.message({ channel: PAYMENTS, minutes: i, text: `incident number ${i}` })
    await w.link(incidentOf(PAYMENTS, i), id, i, { role: 'report' })
  }
  return w
}

const expectWithinLimits = (blocks: readonly KnownBlock[]) => expect(blockFaults(blocks)).toEqual([])

describe('an answer', () => {
  it.each(['serach x', 'latest_issue zero', 'search', 'predict'])('explains %j', async (command) => {
    const { text } = await answer(command, asking(await exampleWorkspace()))
    expect(text).toContain('Try `/thala')
  })

  it('to words that open markup repeats them as characters', async () => {
    const { blocks, text } = await answer('<!channel> now', asking(await exampleWorkspace()))
    expect(`${wordsOf(blocks)}${text}`).not.toContain('<!channel>')
    expect(text).toContain('&lt;!channel&gt;')
  })

  it('helps with every command', async () => {
    const { blocks } = await answer('', asking(await exampleWorkspace()))
    for (const command of ['latest_issue', 'search', 'predict', 'help'])
      expect(wordsOf(blocks)).toContain(`/thala ${command}`)
  })

  it('carries the badge under everything, and no other badge', async () => {
    const w = await exampleWorkspace()
    for (const command of ['', 'latest_issue', 'search payments', 'search xyzzy', 'predict payments', 'nonsense']) {
      const { blocks } = await answer(command, asking(w, { badge: 'sample workspace' }))
      expect(blocks.at(-1)).toMatchObject({ type: 'context', elements: [{ text: 'sample workspace' }] })
      expect(wordsOf((await answer(command, asking(w))).blocks)).not.toContain('sample')
    }
  })
})

describe('latest_issue', () => {
  it('asks no model, which may then be loaded on first use', async () => {
    const fails = () => Promise.reject(new Error('loaded'))
    const { text } = await answer(
      'latest_issue',
      asking(await exampleWorkspace(), { llm: { predict: fails }, embedder: { embed: fails } }),
    )
    expect(text).toContain('1–3 of 3')
  })

  it.each([
    ['latest_issue', '1–10 of 23', [['next_page', '2']]],
    [
      'latest_issue 2',
      '11–20 of 23',
      [
        ['prev_page', '1'],
        ['next_page', '3'],
      ],
    ],
    ['latest_issue 3', '21–23 of 23', [['prev_page', '2']]],
  ])('%s says %s and shows as many', async (command, range, buttons) => {
    const { blocks, text } = await answer(command, asking(await many(23)))
    const shown = blocks.filter(({ type }) => type === 'section').length
    const [first = 0, last = 0] = range.split(/–| of /).map(Number)
    expect(text).toContain(range)
    expect(shown).toBe(last - first + 1)
    expect(buttonsOf(blocks)).toEqual(buttons)
    expectWithinLimits(blocks)
  })

  it.each([
    [23, 'latest_issue 4', 'There is no page 4: the last one is 3.'],
    [2, 'latest_issue 2', 'There is no page 2: there is only one page.'],
    [0, 'latest_issue', 'No incidents yet'],
    [0, 'latest_issue 5', 'No incidents yet'],
  ])('with %d incidents, %s is answered with: %s', async (count, command, expected) => {
    expect((await answer(command, asking(await many(count)))).text).toContain(expected)
  })

  it('has no buttons when one page is all, and counts one as one', async () => {
    const { blocks, text } = await answer('latest_issue', asking(await many(1)))
    expect(buttonsOf(blocks)).toEqual([])
    expect(text).toBe('Latest incidents, 1 of 1')
  })

  it('tells the state, the fix and its time, the failed and the suspected fix', async () => {
    const said = wordsOf((await answer('latest_issue', asking(await exampleWorkspace()))).blocks)
    expect(said).toContain('🟢 Resolved · High · Payment · 2 reports')
    expect(said).toMatch(/\|Fixed> by Joel after 40 min: “rolled tiller back/)
    expect(said).toContain('Suspected fix, not confirmed')
    expect(said).toContain('#payments · reported by Joel')
  })

  it('tells outsiders of a private fix that and when, members the words', async () => {
    const w = await exampleWorkspace()
    const outside = wordsOf((await answer('latest_issue', asking(w))).blocks)
    expect(outside).toContain('Fixed after 30 min"')
    expect(outside).not.toContain('signing key')
    const inside = wordsOf(
      (await answer('latest_issue', asking(w, { reader: { kind: 'person', id: personId('U1') } }))).blocks,
    )
    expect(inside).toContain('signing key')
  })

  it('stays within the limits of Slack with the longest and nastiest words', async () => {
    const w = workspace()
    w.conversation(STOREFRONT, '<&>'.repeat(80), 'public')
    w.person('U1', '&'.repeat(250))
    for (let i = 0; i < 12; i++) {
      const report = await w.message({ channel: STOREFRONT, minutes: i, text: '&<>'.repeat(3000), by: 'U1' })
      const fix = await w.message({ channel: STOREFRONT, minutes: 100 + i, text: '<'.repeat(9000) })
      await w.link(incidentOf(STOREFRONT, i), report, i, { role: 'report' })
      await w.link(incidentOf(STOREFRONT, i), fix, 100 + i, { role: 'resolution' })
    }
    const { blocks } = await answer('latest_issue', asking(w, { badge: 'sample' }))
    expectWithinLimits(blocks)
    expect(wordsOf(blocks)).toContain('Fixed')
  })
})

describe('search', () => {
  it('puts resolved ones first, with how it was fixed and the words that matched', async () => {
    const w = await exampleWorkspace()
    const open = await w.message({ channel: PAYMENTS, minutes: 500, text: 'payments are timing out at checkout' })
    await w.link(incidentOf(PAYMENTS, 500), open, 500, { role: 'report' })
    const { blocks, text } = await answer('search payments timing out at checkout', asking(w))
    const said = wordsOf(blocks)
    expect(text).toBe('2 similar incidents for “payments timing out at checkout”')
    expect(said.indexOf('Resolved before')).toBeLessThan(said.indexOf('rolled tiller back'))
    expect(said.indexOf('rolled tiller back')).toBeLessThan(said.indexOf('Also similar'))
    expect(said).toMatch(/match \d\d %/)
    expectWithinLimits(blocks)
  })

  it('quotes the message that matched when title and fix do not show it', async () => {
    const { blocks } = await answer('search card page hangs', asking(await exampleWorkspace()))
    expect(wordsOf(blocks)).toContain('Marco: “customers cannot pay, the *card* *page* *hangs*”')
  })

  it('says so when nothing is similar', async () => {
    const { blocks, text } = await answer('search xyzzy plugh', asking(await exampleWorkspace()))
    expect(text).toContain('Nothing similar to “xyzzy plugh”')
    expect(blocks).toHaveLength(1)
  })
})

describe('predict', () => {
  it('tells likelihood, category, severity, confidence and reasoning, with what was similar', async () => {
    const { blocks, text } = await answer('predict payments timing out at checkout', asking(await exampleWorkspace()))
    const said = wordsOf(blocks)
    expect(text).toBe('Likely an incident: Payment, Critical')
    for (const part of ['87 %', 'Payment', 'Critical', 'names &lt;a symptom&gt; &amp; a service', 'rolled tiller back'])
      expect(said).toContain(part)
  })

  it('fails when the model does not answer, instead of making something up', async () => {
    const llm = { predict: async () => Promise.reject(new Error('no model')) }
    await expect(answer('predict x', asking(await exampleWorkspace(), { llm }))).rejects.toThrow('no model')
  })
})

describe('whatever people wrote', () => {
  /** Long, markup, control characters, emoji, other scripts. */
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('<', '>', '&', '|', '@', '!', '*', '`', '\n', 'a', ' ', '🔥'), maxLength: 4000 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({
      unit: fc.constantFrom('\u202e', '\u2067', '\u001b', '\u0000', '\ud83d', '\udd25', 'ש'),
      maxLength: 40,
    }),
  )
  /** Controls, half characters, and what turns the direction of writing. */
  const ACTING = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u
  const textsIn = (blocks: readonly KnownBlock[]): string[] => {
    const texts: string[] = []
    JSON.stringify(blocks, (key, value) => {
      if (key === 'text' && typeof value === 'string') texts.push(value)
      return value
    })
    return texts
  }

  it('every answer is one that Slack takes, in which none of it comes to life', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { minLength: 12, maxLength: 12 }), wild, wild, async (texts, name, typed) => {
        const w = workspace()
        w.conversation(STOREFRONT, name, 'public')
        w.person('U1', name)
        for (const [i, text] of texts.entries()) {
          const report = await w.message({ channel: STOREFRONT, minutes: i, text, by: name || 'U1' })
          await w.link(incidentOf(STOREFRONT, i), report, i, { role: 'report' })
          const fix = await w.message({ channel: STOREFRONT, minutes: 100 + i, text: typed })
          await w.link(incidentOf(STOREFRONT, i), fix, 100 + i, { role: i % 2 ? 'resolution' : 'suspected-fix' })
        }
        for (const command of ['latest_issue', 'latest_issue 2', `search ${typed}`, `predict ${typed}`, typed]) {
          const { blocks, text } = await answer(command, asking(w, { badge: name }))
          expectWithinLimits(blocks)
          expect(text).not.toBe('')
          expect([text, ...textsIn(blocks)].filter((one) => ACTING.test(one.replaceAll('\n', '')))).toEqual([])
          for (const [, inside = ''] of `${wordsOf(blocks)}${text}`.matchAll(/<([^>]*)>/g))
            expect(inside).toMatch(/^(?:https:\/\/example\.slack\.com\/|!date\^)/)
        }
      }),
      { numRuns: 25 },
    )
  })
})
