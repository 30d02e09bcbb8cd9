import type { IssueCard, Story } from '@thala/incidents'
import { describe, expect, it } from 'vitest'
import { drawStory } from './draw-story.ts'
import { drawWelcome } from './welcome.ts'

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007broken\r\u202eword'

const card: IssueCard = {
  incidentId: '0'.repeat(32),
  shortId: 'INC-A000000',
  title: HOSTILE,
  status: 'Resolved',
  category: 'API',
  severity: 'High',
  openedAt: 0,
  lastAt: 1,
  reporter: HOSTILE,
  conversation: HOSTILE,
  permalink: null,
  reports: 1,
  resolution: null,
  suspectedFix: null,
  failedFixes: [],
}

const line = (role: 'report' | 'resolution'): Story['lines'][number] => ({
  entryId: role,
  role,
  at: 0,
  author: HOSTILE,
  conversation: HOSTILE,
  text: HOSTILE,
  permalink: null,
  severity: null,
  evidence: { kind: 'reference', score: null, reasons: [HOSTILE], via: null, candidates: [] },
  attachments: [],
})

const told: Story = {
  card,
  lines: [line('report'), line('resolution')],
  text: HOSTILE,
  source: 'slack',
  formerly: [],
}

it.each([
  ['payments', ' #payments'],
  ['support@nettlecart.example', ' support@nettlecart.example'],
  ['PAY', ' PAY'],
])('%s is called%s: channels alone have a sign', (conversation, called) => {
  const story = { ...told, lines: [{ ...line('report'), author: 'Joel', conversation }] }
  const lines = drawStory(story, { width: 100, colour: false, badge: undefined })
  expect(lines.find((one) => one.includes('Joel'))).toMatch(new RegExp(`Joel${called}$`))
})

describe('what others wrote', () => {
  it('moves no cursor and sets no title when a story is drawn', () => {
    const lines = drawStory(told, { width: 100, colour: false, badge: undefined })
    expect(lines.join('')).toContain('broken')
    for (const one of lines) expect(one).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  it('moves none in the welcome either', () => {
    const counts = { messages: 2, incidents: 1, resolved: 1, deadLetters: 0 }
    const about = { url: 'http://127.0.0.1:1', parts: [], badge: undefined, seconds: 1, counts, story: told }
    const lines = drawWelcome(about, { width: 100, colour: false })
    expect(lines.join('')).toContain('broken')
    for (const one of lines) expect(one).not.toMatch(/[\p{Cc}\u202e]/u)
  })
})
