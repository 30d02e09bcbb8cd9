import { incidentId } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { peopleOf } from './people.ts'
import { refold } from './refold.ts'
import { changesOf, corrected, fix, HOUR, plainWeights, report, told } from './testing/inputs.ts'

const rules = { weights: plainWeights, windowMs: 30 * 24 * HOUR, recurrenceMs: 7 * 24 * HOUR }
const decided = (...values: Parameters<typeof changesOf>[0][number][]) => refold(changesOf(values), rules)
const placeOf = (decisions: ReturnType<typeof refold>, id: string) => {
  const { incidentId: incident, role } = decisions.get(id) ?? {}
  return { incident, role }
}
const inRoot = (id: string, role: string) => ({ incident: incidentId(id), role })
const nowhere = { incident: null, role: null }

const [r, s] = [report('r', 0, { subject: 1 }), report('s', 1, { subject: 2 })]

describe('an undo', () => {
  const said = corrected('c', 5, 'relink', ['m'], { with: 'r' })
  const undo = corrected('u', 6, 'undo', ['c'], { undoes: 'c' })

  it('makes a correction absent, in any order of arrival', () => {
    for (const all of [
      [said, undo],
      [undo, said],
    ])
      expect(peopleOf(all).pinOf('m')).toBeUndefined()
  })

  it('can be undone', () => {
    const again = corrected('v', 7, 'undo', ['u'], { undoes: 'u' })
    expect(peopleOf([again, undo, said]).pinOf('m')?.with).toBe('r')
    expect(peopleOf([again, undo, said]).undone).toEqual(new Set(['u']))
  })

  it('of a later correction, of itself, in a circle or of nothing changes nothing', () => {
    const early = corrected('u', 4, 'undo', ['c'], { undoes: 'c' })
    const [a, b] = [
      corrected('a', 1, 'undo', ['b'], { undoes: 'b' }),
      corrected('b', 1, 'undo', ['a'], { undoes: 'a' }),
    ]
    expect(peopleOf([said, early]).pinOf('m')?.with).toBe('r')
    expect(peopleOf([corrected('a', 1, 'undo', ['a'], { undoes: 'a' })]).undone.size).toBe(0)
    expect(peopleOf([a, b]).undone).toEqual(new Set(['a']))
    expect(peopleOf([corrected('a', 1, 'undo', ['x'])]).undone.size).toBe(0)
  })

  it('at the same millisecond still comes after what it takes back', () => {
    const atOnce = corrected('a', 5, 'undo', ['c'], { undoes: 'c' })
    expect(peopleOf([said, atOnce]).pinOf('m')).toBeUndefined()
  })
})

describe('pins', () => {
  it('the latest on a message counts', () => {
    const pins = peopleOf([
      corrected('b', 6, 'unlink', ['m']),
      corrected('a', 5, 'relink', ['m'], { with: 'r' }),
      corrected('c', 4, 'confirm', ['m', 'n'], { with: 's' }),
    ])
    expect(pins.pinOf('m')).toMatchObject({ kind: 'apart', with: null })
    expect(pins.pinOf('n')).toMatchObject({ kind: 'join', with: 's' })
    expect(pins.pinsWith('s').map(({ messageId }) => messageId)).toEqual(['n'])
  })

  it.each([
    ['a message to itself', corrected('c', 5, 'relink', ['m'], { with: 'm' })],
    ['a confirmation of nothing', corrected('c', 5, 'confirm', ['m'])],
    ['a status', corrected('c', 5, 'resolved', ['m'], { with: 'r' })],
  ])('%s pins nothing', (_, correction) => expect(peopleOf([correction]).pinOf('m')).toBeUndefined())
})

describe('a person who links', () => {
  it.each([
    ['a report', report('m', 9, { subject: 2 }), 'corroboration'],
    ['a tentative fix', fix('m', 9, { subject: 2, complete: 0.1 }), 'resolution'],
    ['talk', told('m', { at: 9 }), 'discussion'],
  ])('outranks thread and score for %s', (_, message, role) => {
    const threaded = { ...message, threadId: 's' }
    const decisions = decided(r, s, threaded, corrected('c', 20, 'relink', ['m'], { with: 'r' }))
    expect(placeOf(decisions, 'm')).toEqual(inRoot('r', role))
    expect(decisions.get('m')?.evidence).toMatchObject({ kind: 'person', via: 'r' })
  })

  it('to a message that is in no incident, or gone, leaves it to the other steps', () => {
    const pin = corrected('c', 20, 'relink', ['m'], { with: 'gone' })
    expect(placeOf(decided(r, fix('m', 9, { subject: 1 }), pin), 'm')).toEqual(inRoot('r', 'resolution'))
    const gone = report('gone', 1, { deleted: true })
    expect(placeOf(decided(r, gone, fix('m', 9, { subject: 1 }), pin), 'm')).toEqual(inRoot('r', 'resolution'))
  })

  it('a fix to a later report makes the report hold it', () => {
    const decisions = decided(
      fix('m', 0, { subject: 7 }),
      report('late', 9, { subject: 1 }),
      corrected('c', 20, 'confirm', ['m'], { with: 'late' }),
    )
    expect(placeOf(decisions, 'm')).toEqual(nowhere)
    expect(decisions.get('late')?.orphan).toEqual({ messageId: 'm', role: 'resolution' })
  })

  it('an early report to a later one makes the later one join it', () => {
    const decisions = decided(r, s, corrected('c', 20, 'relink', ['r'], { with: 's' }))
    expect(placeOf(decisions, 'r')).toEqual(inRoot('r', 'report'))
    expect(placeOf(decisions, 's')).toEqual(inRoot('r', 'corroboration'))
  })
})

describe('a person who unlinks', () => {
  const again = report('m', 9, { subject: 1 })

  it('makes a report open its own', () => {
    expect(placeOf(decided(r, again), 'm')).toEqual(inRoot('r', 'corroboration'))
    for (const other of ['r', null])
      expect(placeOf(decided(r, again, corrected('c', 20, 'unlink', ['m'], { with: other })), 'm')).toEqual(
        inRoot('m', 'report'),
      )
  })

  it('keeps a fix out of one incident, or of all', () => {
    const fixed = fix('m', 9, { subject: 1 })
    const decisions = decided(r, fixed, corrected('c', 20, 'unlink', ['m'], { with: 'r' }))
    expect(decisions.get('m')?.evidence.kind).toBe('orphan')
    const out = decided(r, fixed, corrected('c', 20, 'unlink', ['m']), report('x', 12, { subject: 1 }))
    expect(out.get('m')?.evidence.kind).toBe('person')
  })

  it('keeps the later of two apart, whichever was named', () => {
    expect(placeOf(decided(r, again, corrected('c', 20, 'unlink', ['r'], { with: 'm' })), 'm')).toEqual(
      inRoot('m', 'report'),
    )
  })

  it('keeps an early fix out of a later report', () => {
    const early = fix('m', 0, { subject: 1 })
    const late = report('late', 9, { subject: 1 })
    expect(decided(early, late).get('late')?.orphan?.messageId).toBe('m')
    for (const apart of [
      corrected('c', 20, 'unlink', ['m'], { with: 'late' }),
      corrected('c', 20, 'unlink', ['late'], { with: 'm' }),
    ])
      expect(decided(early, late, apart).get('late')?.orphan).toBeUndefined()
  })
})

describe('a status, a severity or a dismissal', () => {
  it.each([
    ['resolved', 'person-resolved'],
    ['reopened', 'person-reopened'],
    ['not-an-incident', 'dismissed'],
  ] as const)('%s is an entry at its own time', (action, role) => {
    expect(placeOf(decided(r, corrected('c', 5, action, ['r'])), 'c')).toEqual(inRoot('r', role))
  })

  it('with a severity sets it, without one does nothing', () => {
    expect(placeOf(decided(r, corrected('c', 5, 'severity', ['r'], { severity: 'Low' })), 'c')).toEqual(
      inRoot('r', 'severity'),
    )
    expect(placeOf(decided(r, corrected('c', 5, 'severity', ['r'])), 'c')).toEqual(nowhere)
  })

  it('of a message in no incident by then does nothing', () => {
    expect(placeOf(decided(told('m', { at: 0 }), corrected('c', 5, 'resolved', ['m'])), 'c')).toEqual(nowhere)
    expect(placeOf(decided(report('m', 9), corrected('c', 5, 'resolved', ['m'])), 'c')).toEqual(nowhere)
  })

  it('follows its message to another incident', () => {
    const joined = [r, s, report('m', 9, { subject: 1 }), corrected('c', 20, 'resolved', ['m'])]
    expect(placeOf(decided(...joined), 'c')).toEqual(inRoot('r', 'person-resolved'))
    expect(placeOf(decided(...joined, corrected('d', 21, 'relink', ['m'], { with: 's' })), 'c')).toEqual(
      inRoot('s', 'person-resolved'),
    )
  })

  it('that was undone is gone, and what followed from it too', () => {
    const dismissed = [r, corrected('c', 5, 'not-an-incident', ['r']), fix('m', 9, { subject: 1 })]
    expect(placeOf(decided(...dismissed), 'm')).toEqual(nowhere)
    const back = decided(...dismissed, corrected('u', 30, 'undo', ['c'], { undoes: 'c' }))
    expect(placeOf(back, 'c')).toEqual(nowhere)
    expect(placeOf(back, 'm')).toEqual(inRoot('r', 'resolution'))
  })
})
