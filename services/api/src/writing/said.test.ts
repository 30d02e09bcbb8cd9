import { sourceMessage, WORKSPACE } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeOfReport } from './readership.ts'
import { type About, fixOf, messageOf, type Report, remarkOf, reportId, reportOf } from './said.ts'

const AT = Date.UTC(2025, 8, 10, 8)
const NOW = AT + 3_600_000

const report = (more: Partial<Report> = {}): Report => ({
  issueId: null,
  texts: ['the shop is down', 'all of it'],
  timestamp: AT,
  source: 'pagerduty',
  status: 'Open',
  category: null,
  severity: null,
  likelihood: null,
  ...more,
})
const about: About = { rootId: 'slack:T1:C1:1.000000', threadId: 'slack:T1:C1:1.000000', round: 0, after: AT }
const words = { text: 'rolled back', by: 'Joel', at: AT + 60_000 }

describe('a report', () => {
  it('of N texts is one message, of the type that its client says', () => {
    const said = reportOf(report({ category: 'Payment', severity: 'High', likelihood: 'Not Likely' }), NOW)
    expect(said).toMatchObject({
      text: 'the shop is down\nall of it',
      at: AT,
      author: null,
      threadId: null,
      said: {
        type: 'incident_report',
        status: 'Open',
        source: 'pagerduty',
        category: 'Payment',
        severity: 'High',
        likelihood: 'Not Likely',
      },
    })
  })

  it('leaves out what its client does not say', () => {
    expect(Object.keys(reportOf(report(), NOW).said)).toEqual(['type', 'status', 'source'])
  })

  it('has the id that its client gives', () => {
    expect(reportId(report({ issueId: 'PAY-17' }))).toBe('api:PAY-17')
  })

  it.each([
    ['source', { source: 'grafana' }],
    ['time', { timestamp: AT + 1 }],
    ['texts', { texts: ['the shop is down\nall of it'] }],
    ['order of texts', { texts: ['all of it', 'the shop is down'] }],
  ])('without one has an id that differs with its %s, and with nothing else', (_, more) => {
    expect(reportId(report(more))).not.toBe(reportId(report()))
    expect(reportId(report({ severity: 'Low', status: 'Resolved' }))).toBe(reportId(report()))
    expect(reportId(report())).toMatch(/^api::report:[0-9a-f]{32}$/)
  })

  it('without a time is told now', () => {
    expect(reportOf(report({ timestamp: null }), NOW).at).toBe(NOW)
  })
})

describe('words about an incident', () => {
  it('are a fix, or a remark, in its thread', () => {
    expect(fixOf(about, words, NOW)).toMatchObject({
      said: { type: 'resolution', status: 'Resolved' },
      threadId: about.threadId,
      at: words.at,
      author: { name: 'Joel', kind: 'person' },
    })
    expect(remarkOf(about, words, NOW).said).toEqual({ type: 'discussion' })
  })

  it('never come before what they are about', () => {
    for (const at of [0, AT - 1, AT]) expect(fixOf(about, { ...words, at }, NOW).at).toBe(AT + 1)
  })

  it('said twice are one; of another round of the incident they are new', () => {
    const id = fixOf(about, words, NOW).messageId
    expect(fixOf(about, words, NOW + 5).messageId).toBe(id)
    expect(fixOf({ ...about, round: 1 }, words, NOW).messageId).not.toBe(id)
    expect(remarkOf(about, words, NOW + 5).messageId).toBe(remarkOf(about, words, NOW).messageId)
  })

  it('without a time: a fix is one for each round, a remark is said each time', () => {
    const undated = { ...words, at: null }
    expect(fixOf(about, undated, NOW).messageId).toBe(fixOf(about, undated, NOW + 5).messageId)
    expect(remarkOf(about, undated, NOW).messageId).not.toBe(remarkOf(about, undated, NOW + 5).messageId)
  })

  it('are never those of a person of the directory, whatever name is given', () => {
    for (const by of ['slack:T1:U1', 'U1', '@maren'])
      expect(fixOf(about, { ...words, by }, NOW).author?.id).toMatch(/^api:user:[0-9a-f]{32}$/)
    expect(fixOf(about, { ...words, by: null }, NOW).author).toBeNull()
  })
})

describe('the message', () => {
  const place = placeOfReport('workspace', undefined)

  it('is clamped to now when its time lies too far ahead, and keeps what was said', () => {
    const later = NOW + 3_600_000
    expect(messageOf(reportOf(report({ timestamp: later }), NOW), place, NOW)).toMatchObject({
      at: NOW,
      clampedFrom: later,
      revision: NOW,
    })
  })

  it('is one that the log takes, whatever was said', () => {
    const any = fc.record({
      issueId: fc.option(fc.string({ minLength: 1, maxLength: 80 })),
      texts: fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }),
      timestamp: fc.option(fc.nat()),
      source: fc.string({ maxLength: 100 }),
    })
    fc.assert(
      fc.property(any, (more) => {
        const message = messageOf(reportOf(report(more), NOW), place, NOW)
        expect(sourceMessage.safeParse(message)).toMatchObject({ success: true })
        expect(message).toMatchObject({ audience: WORKSPACE, source: 'api', deleted: false })
      }),
    )
  })
})
