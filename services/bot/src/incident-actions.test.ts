import type { IssueCard } from '@thala/incidents'
import { makeCorrection } from '@thala/incidents'
import { blockFaults } from '@thala/testkit/slack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainCard } from './fixtures/card.ts'
import { choiceValue, fixKey, incidentMenu, notedBlocks, parseChoice, parseUndo } from './incident-actions.ts'

const incident = '0123456789abcdef0123456789abcdef'
const fix = { text: 'x', by: null, at: 0, permalink: null, messageId: 'slack:T1:C1:1757491200.000000' }
const card: IssueCard = { ...plainCard, incidentId: incident }
const optionsOf = (one: IssueCard) => incidentMenu(one).options.map(({ text, value }) => [text.text, value])
const undoOf = ({ blocks }: ReturnType<typeof notedBlocks>): string | undefined => {
  const [button] = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
  return button?.type === 'button' ? button.value : undefined
}

describe('the menu of an incident', () => {
  it.each<[string, Partial<IssueCard>, string | null]>([
    ['no fix', {}, null],
    ['a fix whose words may not be read', { resolution: { ...fix, text: null, messageId: null } }, null],
    ['a suspected fix', { suspectedFix: fix }, fixKey(fix.messageId)],
    ['a fix', { status: 'Resolved', resolution: fix }, fixKey(fix.messageId)],
  ])('with %s offers to confirm what is shown', (_, more, key) => {
    expect(optionsOf({ ...card, ...more })).toEqual([
      [
        key === null ? 'Confirm the incident' : 'Confirm the fix',
        `confirm ${incident}${key === null ? '' : ` ${key}`}`,
      ],
      ['Not an incident', `not-an-incident ${incident}`],
    ])
  })

  it('tells no id of a message to those who see it', () => {
    expect(JSON.stringify(incidentMenu({ ...card, resolution: fix }))).not.toContain('slack:T1')
  })

  it('stays within the limits of Slack, however long ids are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 512 }), (messageId) => {
        const accessory = incidentMenu({ ...card, suspectedFix: { ...fix, messageId } })
        expect(blockFaults([{ type: 'section', text: { type: 'mrkdwn', text: 'x' }, accessory }])).toEqual([])
      }),
    )
  })
})

describe('a choice that comes back', () => {
  it.each([
    '',
    'confirm',
    `resolve ${incident}`,
    `confirm ${incident.toUpperCase()}`,
    `confirm ${incident}0`,
    `confirm ${incident} slack:T1:C1:1`,
    `confirm ${incident}\n`,
    ` confirm ${incident}`,
    `confirm ${incident} ${incident} ${incident}`,
    'constructor',
  ])('%j is none', (value) => {
    expect(parseChoice(value)).toBeNull()
  })

  it('is what was offered', () => {
    const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })
    const action = fc.constantFrom('confirm' as const, 'not-an-incident' as const)
    fc.assert(
      fc.property(action, id, fc.option(id), (action, incident, fix) => {
        expect(parseChoice(choiceValue({ action, incident, fix }))).toEqual({ action, incident, fix })
      }),
    )
  })

  it('is read quickly, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (value) => {
        expect(parseChoice(value)).toBeNull()
        expect(parseUndo(value)).toBeNull()
      }),
    )
  })
})

describe('what was noted', () => {
  const choice = { action: 'confirm', incident, fix: null } as const
  const made = (target: string) =>
    makeCorrection({ actor: 'slack:T1:U1', action: 'confirm', targets: [target], at: 1_757_577_600_000, with: target })

  it('can be taken back by what its button carries', () => {
    const correction = made('slack:T1:C1:1757491200.000000')
    expect(parseUndo(undoOf(notedBlocks('Noted', choice, correction)) ?? '')).toEqual({
      incident,
      correction: correction.id,
      action: 'confirm',
      target: 'slack:T1:C1:1757491200.000000',
      at: 1_757_577_600_000,
    })
  })

  it('stays within the limits of Slack, without a button where the id does not fit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 512 }), (target) => {
        const noted = notedBlocks('Noted', choice, made(target))
        expect(blockFaults(noted.blocks)).toEqual([])
        const undo = undoOf(noted)
        if (undo !== undefined) expect(parseUndo(undo)?.target).toBe(target)
      }),
    )
    expect(undoOf(notedBlocks('Noted', choice, made('\u0001'.repeat(512))))).toBeUndefined()
  })

  it.each([
    'null',
    '[]',
    '{}',
    '{"incident":"x"}',
    `{"incident":"${incident}","correction":"${incident}","action":"undo","target":"m","at":1}`,
  ])('cannot be taken back by %s', (value) => {
    expect(parseUndo(value)).toBeNull()
  })
})
