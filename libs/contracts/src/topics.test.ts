import { describe, expect, it } from 'vitest'
import type { DirectoryEntry } from './directory.ts'
import { likelihood } from './enums.ts'
import { readRecord, topics, writeRecord } from './topics.ts'

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const notice = { v: 1 as const, id: 'e1', incidentId: 'i1', version: 1 }

describe('readRecord', () => {
  it.each([
    ['nothing', null, 'bad-record', /no value/],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe]), 'bad-record', /not JSON/],
    ['half a JSON', bytes('{"v":1,'), 'bad-record', /not JSON/],
    ['a record of a later version', bytes({ ...notice, v: 2 }), 'future-version', /version 2/],
    ['a wrong type', bytes({ ...notice, version: 'x' }), 'bad-record', /version/],
    ['a missing field', bytes({ v: 1, id: 'e1', version: 1 }), 'bad-record', /incidentId/],
  ])('refuses %s and says why', (_, value, code, reason) => {
    expect(readRecord(topics.incidents, value)).toMatchObject({
      ok: false,
      code,
      reason: expect.stringMatching(reason),
    })
  })

  it('reads what was written, and passes over fields that a later minor version added', () => {
    expect(readRecord(topics.incidents, writeRecord(topics.incidents, notice))).toEqual({ ok: true, value: notice })
    expect(readRecord(topics.incidents, bytes({ ...notice, added: 1 }))).toEqual({ ok: true, value: notice })
  })
})

describe('half of a character', () => {
  const name = '\ud83d deploys \udc4d, \ud83d\udc4d, \\ud83d'
  const whole = '\ufffd deploys \ufffd, \ud83d\udc4d, \\ud83d'
  const entry = (said: string): DirectoryEntry => ({
    v: 1,
    id: 'e1',
    subjectId: 'slack:T1:C1',
    source: 'slack',
    revision: 1,
    deleted: false,
    subject: { kind: 'conversation', name: said, visibility: 'public', members: [said] },
  })

  it('is replaced in every text that is written, so that everybody can read the log', () => {
    const written = new TextDecoder().decode(writeRecord(topics.directory, entry(name)))
    expect(written).toBe(JSON.stringify(entry(whole)))
  })

  it('is replaced in what others wrote', () => {
    expect(readRecord(topics.directory, bytes(entry(name)))).toEqual({ ok: true, value: entry(whole) })
    const upper = JSON.stringify(entry('x')).replace('"x"', String.raw`"\uD83D"`)
    expect(readRecord(topics.directory, bytes(upper))).toMatchObject({ value: { subject: { name: '\ufffd' } } })
  })
})

describe('writeRecord', () => {
  it('refuses what no reader could read', () => {
    expect(() => writeRecord(topics.incidents, { ...notice, version: 0 })).toThrow(/thala-incidents: version/)
  })
})

describe('names', () => {
  it('of topics and of their variables are all different', () => {
    const all = Object.values(topics)
    expect(new Set(all.map((t) => t.name)).size).toBe(all.length)
    expect(new Set(all.map((t) => t.env)).size).toBe(all.length)
  })

  it('that people have in their .env files are kept', () => {
    expect(topics.slackEvents).toMatchObject({ name: 'thala-slack-events', env: 'KAFKA_TOPIC_SLACK' })
    expect(topics.jiraEvents).toMatchObject({ name: 'thala-jira-events', env: 'KAFKA_TOPIC_JIRA' })
    expect(topics.emailEvents).toMatchObject({ name: 'thala-email-events', env: 'KAFKA_TOPIC_EMAIL' })
  })

  it('read Unlikely as Not Likely', () => expect(likelihood.parse('Unlikely')).toBe('Not Likely'))
})
