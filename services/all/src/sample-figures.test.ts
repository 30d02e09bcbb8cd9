import { describe, expect, it } from 'vitest'
import type { AnswerKey, Found } from './answer-key.ts'
import { figuresOf, linesOf } from './sample-figures.ts'

const link = (message: string, role: string) => ({ message, role, via: 'thread' })
const key: AnswerKey = {
  team: 'T1',
  incidents: [
    {
      name: 'checkout',
      root: 'C1/1',
      status: 'Resolved',
      suspectedFix: null,
      resolvedBy: 'jira/7:change:9',
      messages: [link('C1/1', 'report'), link('jira/7', 'corroboration'), link('jira/7:change:9', 'resolution')],
    },
    {
      name: 'labels',
      root: 'mail/a@x',
      status: 'Open',
      suspectedFix: 'C1/4',
      resolvedBy: null,
      messages: [link('mail/a@x', 'report'), link('C1/4', 'suspected-fix')],
    },
  ],
  orphans: [{ message: 'C1/5', why: 'vague' }],
  traps: [],
  deleted: [],
  types: {
    'C1/1': 'incident_report',
    'jira/7': 'incident_report',
    'mail/a@x': 'incident_report',
    'C1/4': 'resolution',
  },
  mails: new Map([['a@x', 'mail:m:1']]),
}

const right: Found = {
  incidents: new Map([
    ['checkout', { status: 'Resolved', resolvedBy: 'jira/7:change:9', suspectedFix: null }],
    ['labels', { status: 'Open', resolvedBy: null, suspectedFix: 'C1/4' }],
  ]),
  links: new Map(
    key.incidents.flatMap(({ name, messages }) =>
      messages.map(({ message, role }) => [message, { incident: name, role }] as const),
    ),
  ),
}
const found = (links: readonly (readonly [string, { incident: string; role: string }])[]): Found => ({
  ...right,
  links: new Map([...right.links, ...links]),
})

describe('the figures', () => {
  it('are all there are when everything is as in the key', () => {
    expect(figuresOf(key, right, new Map(Object.entries(key.types)))).toEqual({
      incidents: 2,
      states: 2,
      closings: 2,
      suspicions: 2,
      roles: { slack: 2, jira: 2, mail: 1 },
      types: { slack: 2, jira: 1, mail: 1 },
      apart: { slack: 0, jira: 0, mail: 0 },
      falseReports: { slack: 0, jira: 0, mail: 0 },
      wrongJoins: [],
      linkedOrphans: [],
    })
  })

  it('are nothing when nothing was found', () => {
    const nothing = figuresOf(key, { incidents: new Map(), links: new Map() }, new Map())
    expect(nothing).toMatchObject({ incidents: 0, states: 0, closings: 0, suspicions: 0 })
    expect(nothing.roles).toEqual({ slack: 0, jira: 0, mail: 0 })
  })

  it('tell a message that opened one more from one that has no part in anything', () => {
    const opened = (message: string) => ({ incident: `(opened by ${message})`, role: 'report' })
    const figures = figuresOf(
      key,
      found([
        ['jira/7', opened('jira/7')],
        ['mail/b@x', opened('mail/b@x')],
      ]),
      new Map(),
    )
    expect(figures.apart).toEqual({ slack: 0, jira: 1, mail: 0 })
    expect(figures.falseReports).toEqual({ slack: 0, jira: 0, mail: 1 })
    expect(figures.roles.jira).toBe(1)
    expect(figures.wrongJoins).toEqual([])
  })

  it('name what joined an incident that is not its own, fixes that name nothing among them', () => {
    const figures = figuresOf(
      key,
      found([
        ['jira/7', { incident: 'labels', role: 'corroboration' }],
        ['C1/5', { incident: 'labels', role: 'resolution' }],
      ]),
      new Map(),
    )
    expect(figures.wrongJoins).toEqual([
      ['jira/7', 'labels'],
      ['C1/5', 'labels'],
    ])
    expect(figures.linkedOrphans).toEqual(['C1/5'])
  })

  it('count a role only within its incident, and a type only when it is the same', () => {
    const figures = figuresOf(
      key,
      found([['C1/4', { incident: 'labels', role: 'resolution' }]]),
      new Map([['C1/4', 'discussion']]),
    )
    expect(figures.roles.slack).toBe(1)
    expect(figures.types.slack).toBe(0)
  })

  it('read as a line for the incidents and one for each source', () => {
    expect(linesOf(key, figuresOf(key, right, new Map(Object.entries(key.types))))).toEqual([
      'incidents 2/2, states 2, closings 2, suspected fixes 2, wrong joins 0, linked orphans 0',
      'slack: roles 2/2, types 2/2, opened one more 0, false reports 0',
      'jira: roles 2/2, types 1/1, opened one more 0, false reports 0',
      'mail: roles 1/1, types 1/1, opened one more 0, false reports 0',
    ])
  })
})
