import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  childEventId,
  correctionId,
  incidentId,
  isIncidentId,
  legacyIds,
  parseSlackMessageId,
  shortIdsIn,
  shortIncidentId,
  slackMessageId,
  sourceEventId,
} from './ids.ts'

const hex = fc.stringMatching(/^[0-9a-f]{32}$/)

describe('short incident ids', () => {
  it('are found in a text exactly as they were made, at any length', () => {
    fc.assert(
      fc.property(hex, fc.integer({ min: 7, max: 26 }), (id, length) => {
        const short = shortIncidentId(id, length)
        expect(shortIdsIn(`fixed ${short.toLowerCase()}, thanks`)).toEqual([short])
      }),
    )
  })

  it('grow without changing what was shown before', () => {
    fc.assert(fc.property(hex, (id) => shortIncidentId(id, 26).startsWith(shortIncidentId(id))))
  })

  it('start with a letter, so that no issue key of a tracker looks like one', () => {
    fc.assert(fc.property(hex, (id) => /^INC-[A-Z][0-9A-Z]{6}$/.test(shortIncidentId(id))))
  })

  it.each(['INC-123', 'INC-1234567', 'PINC-ABCDEFG', 'INC-ABCDEFG-2', 'UTF-8', 'SHA-256', 'INC-'])(
    'are not seen in %s',
    (text) => expect(shortIdsIn(text)).toEqual([]),
  )

  it('are read as meant when a letter was mistaken for a digit', () => {
    expect(shortIdsIn('INC-QIOLAV1')).toEqual(['INC-Q101AV1'])
  })
})

describe('the form of an incident’s id', () => {
  it('is that of every full and every short id, in any case of letters', () => {
    fc.assert(
      fc.property(hex, fc.integer({ min: 7, max: 26 }), (id, length) => {
        const forms = [id, id.toUpperCase(), shortIncidentId(id, length), shortIncidentId(id, length).toLowerCase()]
        expect(forms.filter((form) => !isIncidentId(form))).toEqual([])
      }),
    )
  })

  it.each(['INC-1234567', 'INC0012345', 'PAY-17', 'INC-ABCDEF', `${'f'.repeat(31)}g`, 'see INC-ABCDEFG', ''])(
    'is not that of %j',
    (text) => expect(isIncidentId(text)).toBe(false),
  )
})

describe('message ids', () => {
  it('of Slack can be taken apart again', () => {
    const id = slackMessageId('T1', 'C1', '1757318400.123456')
    expect(parseSlackMessageId(id)).toEqual({ team: 'T1', channel: 'C1', ts: '1757318400.123456' })
  })

  it.each(['jira:site:1', 'slack:T:C', 'slack:T:C:123', ''])('of other kinds are none of Slack: %s', (id) => {
    expect(parseSlackMessageId(id)).toBeNull()
    expect(legacyIds(id)).toEqual([])
  })

  it('keep the two names of the earlier interface', () => {
    expect(legacyIds('slack:T1:C1:1757318400.123456')).toEqual(['slack_1757318400_123456', 'slack_1757318400'])
  })
})

describe('event ids', () => {
  it('tell versions of a message apart, and nothing else', () => {
    const id = sourceEventId('m', 1, false, { text: 'a' })
    expect(sourceEventId('m', 1, false, { text: 'a' })).toBe(id)
    expect(sourceEventId('m', 2, false, { text: 'a' })).not.toBe(id)
    expect(sourceEventId('m', 1, true, { text: 'a' })).not.toBe(id)
    expect(sourceEventId('m', 1, false, { text: 'b' })).not.toBe(id)
  })

  it('of a child follow from the parent, the generation and the output', () => {
    const id = childEventId('classifier', 'main', 'p', 'classified', 'k')
    expect(childEventId('classifier', 'main', 'p', 'classified', 'k')).toBe(id)
    expect(childEventId('classifier', 'replay-1', 'p', 'classified', 'k')).not.toBe(id)
    expect(childEventId('classifier', 'main', 'p', 'linkInput', 'k')).not.toBe(id)
  })

  it('of a correction name who, what, on which messages and when', () => {
    expect(correctionId('u', ['m1', 'm2'], 'confirm', 5)).not.toBe(correctionId('u', ['m1,m2'], 'confirm', 5))
  })

  it('of an incident have 128 bits', () => expect(incidentId('m')).toMatch(/^[0-9a-f]{32}$/))
})
