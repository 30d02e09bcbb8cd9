import type { FixCard, IssueCard } from '@thala/incidents'
import { describe, expect, it } from 'vitest'
import { plainCard } from './fixtures/card.ts'
import { fixLines, issueBlocks, originLine, stateLine, titleLine } from './issue-blocks.ts'

const HOUR = 3_600_000
const opened = Date.UTC(2025, 8, 10, 8, 0)

const card: IssueCard = { ...plainCard, openedAt: opened, lastAt: opened }
const fix: FixCard = {
  text: 'restarted the worker',
  by: 'Joel',
  at: opened + HOUR,
  permalink: 'https://x.example/p1',
  messageId: 'slack:T1:C1:1757491200.000000',
}

describe('the title of an incident', () => {
  it.each([
    ['plain, without an address', {}, '*queue is stuck*'],
    ['a link, with one', { permalink: 'https://x.example/p1' }, '*<https://x.example/p1|queue is stuck>*'],
    ['characters, where it would open markup', { title: '<!here> a & b' }, '*&lt;!here&gt; a &amp; b*'],
    ['unable to end its own link', { title: 'a|b>', permalink: 'https://x.example' }, '*<https://x.example|a¦b&gt;>*'],
  ])('is %s', (_, more, line) => {
    expect(titleLine({ ...card, ...more })).toBe(line)
  })
})

describe('the state of an incident', () => {
  it('leaves out what is not known', () => {
    expect(stateLine(card)).toBe('INC-A000000 · 🔴 Open')
  })

  it.each([
    ['Reopened', '🟠 Reopened'],
    ['Resolved', '🟢 Resolved'],
    ['Dismissed', '⚪ Dismissed'],
  ] as const)('%s is shown as %s', (status, shown) => {
    expect(stateLine({ ...card, status })).toContain(shown)
  })

  it('counts reports from two on', () => {
    expect(stateLine({ ...card, reports: 2, severity: 'High', category: 'API' }, 'match 80 %')).toBe(
      'INC-A000000 · 🔴 Open · High · API · 2 reports · match 80 %',
    )
  })
})

describe('where an incident comes from', () => {
  it('is a moment at least', () => {
    expect(originLine(card, opened + HOUR)).toMatch(/^<!date\^\d+\^[^>]+> \(1 h ago\)$/)
  })

  it('names the conversation and the reporter as characters', () => {
    expect(originLine({ ...card, conversation: 'Ops <!here>', reporter: 'A & B' }, opened)).toMatch(
      /^Ops &lt;!here&gt; · reported by A &amp; B · /,
    )
  })

  it.each([
    ['payments', '#payments'],
    ['zahlung-über_2', '#zahlung-über_2'],
    ['support@nettlecart.example', 'support@nettlecart.example'],
    ['PAY', 'PAY'],
    ['Service desk', 'Service desk'],
  ])('calls %s %s: channels alone have a sign', (conversation, called) => {
    expect(originLine({ ...card, conversation }, opened)).toMatch(new RegExp(`^${called} · `))
  })
})

describe('the fixes of an incident', () => {
  it('are none while nobody wrote one', () => {
    expect(fixLines(card)).toEqual([])
  })

  it('say who, after how long, and in which words', () => {
    expect(fixLines({ ...card, resolution: fix })).toEqual([
      '<https://x.example/p1|Fixed> by Joel after 1 h: “restarted the worker”',
    ])
  })

  it('say only that and when where the words may not be read', () => {
    const hidden = { text: null, by: null, at: opened + HOUR, permalink: null, messageId: null }
    expect(fixLines({ ...card, resolution: hidden })).toEqual(['Fixed after 1 h'])
  })

  it('give no span to a fix that was told before the incident', () => {
    expect(fixLines({ ...card, resolution: { ...fix, at: opened - HOUR } })[0]).not.toContain('after')
  })

  it('start with the last that did not hold, and mark a suspicion as such', () => {
    const failedFixes = [
      { ...fix, text: 'first' },
      { ...fix, text: 'second' },
    ]
    const lines = fixLines({ ...card, failedFixes, suspectedFix: { ...fix, text: 'third' } })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('<https://x.example/p1|Fix> by Joel after 1 h did not hold: “second”')
    expect(lines[1]).toMatch(/Suspected fix, not confirmed.*third/)
  })

  it('say nothing of one that did not hold once a later one stands', () => {
    const lines = fixLines({ ...card, status: 'Resolved', failedFixes: [fix], resolution: { ...fix, text: 'second' } })
    expect(lines).toEqual(['<https://x.example/p1|Fixed> by Joel after 1 h: “second”'])
  })

  it.each(['', ' \n', '\u0000\u202e'])('quote nothing where the words are %j', (text) => {
    expect(fixLines({ ...card, resolution: { ...fix, text } })).toEqual([
      '<https://x.example/p1|Fixed> by Joel after 1 h',
    ])
  })
})

describe('the blocks of an incident', () => {
  it('are two, so that ten of them with everything around stay under fifty', () => {
    expect(issueBlocks({ ...card, resolution: fix }, opened).map(({ type }) => type)).toEqual(['section', 'context'])
  })
})
