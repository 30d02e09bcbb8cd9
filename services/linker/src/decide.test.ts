import { incidentId, shortIncidentId, WORKSPACE } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { refold } from './refold.ts'
import {
  changesOf,
  channelId,
  corrected,
  fix,
  HOUR,
  isCorrection,
  plainWeights,
  report,
  told,
} from './testing/inputs.ts'

const rules = { weights: plainWeights, windowMs: 30 * 24 * HOUR, recurrenceMs: 7 * 24 * HOUR }
const HOURS = 60
const DAYS = 24 * HOURS

/** Role and incident of each message, as `role in root`, or `orphan`, or `-`. */
function decided(...values: Parameters<typeof changesOf>[0][number][]) {
  const decisions = refold(changesOf(values), rules)
  const roots = new Map(
    values.map((value) => (isCorrection(value) ? value.id : value.messageId)).map((id) => [incidentId(id), id]),
  )
  const line = (id: string): string => {
    const decision = decisions.get(id)
    if (!decision) return 'unknown'
    if (decision.incidentId === null || decision.role === null)
      return decision.evidence.kind === 'orphan' ? 'orphan' : '-'
    return `${decision.role} in ${roots.get(decision.incidentId)}`
  }
  return { line, decision: (id: string) => decisions.get(id), evidence: (id: string) => decisions.get(id)?.evidence }
}

describe('what is no incident', () => {
  it.each([
    ['talk', told('m', { at: 0, subject: 1 })],
    ['chatter', told('m', { at: 0, subject: 1, type: 'unrelated' })],
    ['a deleted report', report('m', 0, { subject: 1, deleted: true })],
    [
      'a report that is too unsure',
      told('m', { at: 0, types: { incident_report: 0.4, resolution: 0.2, discussion: 0.3, unrelated: 0.1 } }),
    ],
  ])('%s opens nothing', (_, message) => expect(decided(message).line('m')).toBe('-'))

  it('is still what a person or a system of record says it is', () => {
    expect(decided(told('m', { at: 0, saidType: 'incident_report' })).line('m')).toBe('report in m')
    expect(decided(report('m', 0, { saidType: 'discussion' })).line('m')).toBe('-')
  })
})

describe('a thread', () => {
  const root = report('r', 0, { subject: 1 })
  const thread = 'r'

  it.each([
    ['talk', told('m', { at: 5, thread }), 'discussion in r'],
    ['chatter', told('m', { at: 5, thread, type: 'unrelated' }), 'discussion in r'],
    ['another report', report('m', 5, { thread, subject: 9 }), 'corroboration in r'],
    ['a final fix', fix('m', 5, { thread, subject: 9 }), 'resolution in r'],
    ['a partial fix', fix('m', 5, { thread, complete: 0.2 }), 'suspected-fix in r'],
    [
      'what is only probably a fix',
      fix('m', 5, { thread, types: { incident_report: 0.1, resolution: 0.7, discussion: 0.1, unrelated: 0.1 } }),
      'suspected-fix in r',
    ],
    [
      'a partial fix with the word of a system of record',
      fix('m', 5, { thread, complete: 0.2, saidStatus: 'Resolved' }),
      'resolution in r',
    ],
    ['a status change to resolved', told('m', { at: 5, thread, saidStatus: 'Resolved' }), 'resolution in r'],
    ['a status change to open of what is open', told('m', { at: 5, thread, saidStatus: 'Open' }), 'discussion in r'],
  ])('gives %s its part, whatever it is about', (_, message, expected) =>
    expect(decided(root, message).line('m')).toBe(expected),
  )

  it('of a resolved incident tells a recurrence, by a report or by a status', () => {
    const fixed = fix('f', 5, { thread })
    expect(decided(root, fixed, report('m', 9, { thread })).line('m')).toBe('recurrence in r')
    expect(decided(root, fixed, told('m', { at: 9, thread, saidStatus: 'Open' })).line('m')).toBe('recurrence in r')
  })

  it('reaches back any time', () => {
    expect(decided(root, fix('m', 400 * DAYS, { thread })).line('m')).toBe('resolution in r')
  })

  it('says so, and where', () => {
    expect(decided(root, fix('m', 5, { thread })).evidence('m')).toEqual({
      kind: 'thread',
      reasons: ['same thread'],
      via: 'r',
      candidates: [],
    })
  })

  it('with two incidents leaves it to the score, and to nobody when the score is unsure', () => {
    const second = report('s', 2, { subject: 2, thread: 't' })
    const first = report('r', 0, { subject: 1, thread: 't' })
    const apart = corrected('c', 3, 'unlink', ['s'], { with: 'r' })
    const two = (message: ReturnType<typeof fix>) => decided(first, second, apart, message).line('m')
    expect(two(fix('m', 5, { thread: 't', subject: 2 }))).toBe('resolution in s')
    expect(two(fix('m', 5, { thread: 't', subject: 7 }))).toBe('orphan')
    expect(two(told('m', { at: 5, thread: 't' }))).toBe('-')
  })
})

describe('a ticket', () => {
  const ticket = (at: number, type: 'incident_report' | 'resolution', more: object = {}) =>
    told('m', { at, type, source: 'ticket', subject: 1, ...more })

  it('is one more voice on an incident that is open, and opens none', () => {
    expect(decided(report('r', 0, { subject: 1 }), ticket(5, 'incident_report')).line('m')).toBe('corroboration in r')
    expect(decided(ticket(5, 'incident_report')).line('m')).toBe('-')
    expect(decided(ticket(5, 'incident_report'), corrected('c', 6, 'unlink', ['m'])).line('m')).toBe('-')
  })

  it('closes nothing, however much it sounds like the fix', () => {
    expect(decided(report('r', 0, { subject: 1 }), ticket(5, 'resolution')).line('m')).toBe('-')
  })
})

describe('a reference', () => {
  const root = report('slack:T:C:1757491200.000000', 0, { subject: 1, issue: 'OPS-440' })
  const id = root.messageId
  const short = shortIncidentId(incidentId(id))

  it.each([
    ['the short id', { incidents: [short] }],
    ['a longer form of it', { incidents: [shortIncidentId(incidentId(id), 12)] }],
    ['a message of it', { messages: [id] }],
    ['the key of its issue', { issues: ['SHA-256', 'OPS-440'] }],
  ])('by %s decides, of any age', (_, names) => {
    const message = fix('m', 90 * DAYS, { names, subject: 9 })
    expect(decided(root, message).line('m')).toBe(`resolution in ${id}`)
    expect(decided(root, message).evidence('m')?.kind).toBe('reference')
  })

  it('to what is no incident decides nothing', () => {
    const talk = told('talk', { at: 1 })
    const names = { incidents: ['INC-ZZZZZZZ'], messages: ['talk', 'nobody'], issues: ['OPS-1', 'SHA-256'] }
    expect(decided(root, talk, fix('m', 5, { names, subject: 9 })).line('m')).toBe('orphan')
  })

  it('to an issue names the issue, not one of its comments, and not where it was deleted', () => {
    const comment = told('c', { at: 1, thread: 'other', issue: 'OPS-1' })
    const names = { issues: ['OPS-1'] }
    expect(decided(report('r', 0, { thread: 'other' }), comment, fix('m', 5, { names })).line('m')).toBe('orphan')
    const gone = { ...report('r', 0, { issue: 'OPS-1' }), deleted: true }
    expect(decided(gone, fix('m', 5, { names })).line('m')).toBe('orphan')
  })

  it('gives way to the thread', () => {
    const other = report('o', 1, { subject: 2 })
    expect(decided(root, other, fix('m', 5, { thread: 'o', names: { messages: [id] } })).line('m')).toBe(
      'resolution in o',
    )
  })
})

describe('the score', () => {
  const root = report('r', 0, { subject: 1 })

  it('links a fix to the one open incident that it fits, with its reasons', () => {
    const { line, evidence } = decided(root, report('o', 1, { subject: 2 }), fix('m', 60, { subject: 1 }))
    expect(line('m')).toBe('resolution in r')
    expect(evidence('m')).toMatchObject({ kind: 'score', via: 'r', candidates: [{ incidentId: incidentId('r') }] })
    expect(evidence('m')?.reasons).toContain('meaning 1.00')
  })

  it.each([
    ['nothing fits', [root], fix('m', 60, { subject: 2 })],
    ['the fix has no words', [root], fix('m', 60)],
    [
      'two fit alike',
      [root, report('s', 1, { subject: 1, channel: 'web', audience: channelId('web') })],
      fix('m', 60, { subject: 1, channel: 'web', audience: channelId('web') }),
    ],
    ['it was resolved before', [root, fix('f', 5, { thread: 'r' })], fix('m', 60, { subject: 1 })],
    ['nothing was heard of it for a month', [root], fix('m', 31 * DAYS, { subject: 1 })],
    [
      'a person said that it is none',
      [root, corrected('c', 5, 'not-an-incident', ['r'])],
      fix('m', 60, { subject: 1 }),
    ],
  ])('abstains when %s', (_, before, message) => expect(decided(...before, message).line('m')).toBe('orphan'))

  it('takes a like report as one more voice while it is open, as a recurrence within a week of the fix', () => {
    const fixed = fix('f', 5, { thread: 'r' })
    expect(decided(root, report('m', 60, { subject: 1 })).line('m')).toBe('corroboration in r')
    expect(decided(root, fixed, report('m', 60, { subject: 1 })).line('m')).toBe('recurrence in r')
    expect(decided(root, fixed, report('m', 8 * DAYS, { subject: 1 })).line('m')).toBe('report in m')
    expect(decided(root, report('m', 60, { subject: 2 })).line('m')).toBe('report in m')
  })

  it('never places talk', () => expect(decided(root, told('m', { at: 5, subject: 1 })).line('m')).toBe('-'))

  it('names at most five candidates, best first', () => {
    const many = Array.from({ length: 8 }, (_, i) => report(`r${i}`, i, { subject: 1, audience: channelId(`c${i}`) }))
    const alike = many.map((one) => ({ ...one, audience: WORKSPACE, saidType: 'incident_report' as const }))
    const apart = alike.map(({ messageId }) => corrected(`c${messageId}`, 20, 'unlink', [messageId]))
    const scores = decided(...alike, ...apart, fix('m', 60, { subject: 1 }))
      .evidence('m')
      ?.candidates.map(({ score }) => score)
    expect(scores).toHaveLength(5)
    expect(scores).toEqual(scores?.toSorted((a, b) => b - a))
  })
})

describe('a fix told before its report', () => {
  const early = fix('f', 0, { subject: 1 })

  it('waits, and is suspected when a report fits it', () => {
    const { line, decision } = decided(early, report('r', 30, { subject: 1 }))
    expect(line('f')).toBe('orphan')
    expect(decision('r')).toMatchObject({ role: 'report', orphan: { messageId: 'f', role: 'suspected-fix' } })
  })

  it('is taken in once, and not after a month', () => {
    const { decision } = decided(
      early,
      report('r', 30, { subject: 1, audience: channelId('a') }),
      report('s', 60, { subject: 1 }),
    )
    expect(decision('s')?.orphan).toMatchObject({ messageId: 'f' })
    expect(decided(early, report('r', 31 * DAYS, { subject: 1 })).decision('r')?.orphan).toBeUndefined()
    const taken = decided(
      early,
      report('r', 30, { subject: 1 }),
      report('s', 10 * DAYS, { subject: 1, audience: channelId('a') }),
    )
    expect(taken.decision('s')?.orphan).toBeUndefined()
  })

  it('closes a report that came with the word of a system of record', () => {
    expect(decided(report('r', 0, { saidStatus: 'Resolved' })).decision('r')?.orphan).toEqual({
      messageId: 'r',
      role: 'resolution',
    })
  })
})

describe('whose words may meet', () => {
  const secret = { channel: 'secret', audience: channelId('secret'), subject: 1 }
  const open = report('r', 0, { subject: 1 })
  const hidden = report('h', 0, secret)

  it.each([
    ['a private report', report('m', 5, secret), 'report in m'],
    ['a private fix', fix('m', 5, secret), 'resolution in r'],
  ])('%s beside a public incident', (_, message, expected) => expect(decided(open, message).line('m')).toBe(expected))

  it.each([
    ['a public report', report('m', 5, { subject: 1 }), 'report in m'],
    ['a public fix', fix('m', 5, { subject: 1 }), 'orphan'],
    ['a fix from another private place', fix('m', 5, { subject: 1, audience: channelId('other') }), 'orphan'],
    ['a report from the same place', report('m', 5, secret), 'corroboration in h'],
    ['a public reference', told('m', { at: 5, names: { messages: ['h'] } }), '-'],
  ])('%s beside a private incident', (_, message, expected) =>
    expect(decided(hidden, message).line('m')).toBe(expected),
  )

  it('a public early fix is not shown to a private report, nor the other way round but for the workspace', () => {
    expect(decided(fix('f', 0, { subject: 1 }), report('r', 5, secret)).decision('r')?.orphan).toBeUndefined()
    expect(decided(fix('f', 0, secret), report('r', 5, { subject: 1 })).decision('r')?.orphan?.messageId).toBe('f')
  })

  it('a person may let them meet', () => {
    expect(decided(hidden, report('m', 5), corrected('c', 9, 'relink', ['m'], { with: 'h' })).line('m')).toBe(
      'corroboration in h',
    )
  })
})

describe('a deleted root', () => {
  it('makes the next voice the root, and everything follows', () => {
    const rest = [report('s', 5, { subject: 1 }), fix('f', 9, { subject: 1 })]
    expect(decided(report('r', 0, { subject: 1 }), ...rest).line('f')).toBe('resolution in r')
    const { line } = decided(report('r', 0, { subject: 1, deleted: true }), ...rest)
    expect([line('s'), line('f')]).toEqual(['report in s', 'resolution in s'])
  })
})
