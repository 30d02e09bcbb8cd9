import { type EntryRole, type IncidentFact, incidentId, shortIncidentId } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evolveIncident, forwardedTo, type IncidentState, projectIncident } from './incident-document.ts'

const id = incidentId('root')
const fact = (entryId: string, role: EntryRole, more: Partial<IncidentFact> = {}): IncidentFact => ({
  v: 1,
  id: `${entryId}-${role}-${more.decisionVersion ?? 1}`,
  incidentId: id,
  entryId,
  role,
  at: 10,
  decisionVersion: 1,
  evidence: { kind: 'root', reasons: [], candidates: [] },
  author: null,
  conversationId: 'c',
  category: null,
  severity: null,
  ...more,
})
const fold = (facts: readonly IncidentFact[]): IncidentState =>
  facts.reduce<IncidentState | undefined>(evolveIncident, undefined) ?? { entries: {} }
const project = (facts: readonly IncidentFact[]) => projectIncident(fold(facts), id).index
const entries = (facts: readonly IncidentFact[]) => Object.values(fold(facts).entries)

describe('the document of an incident', () => {
  it('ends the same for every order of arrival: the larger decision version of an entry wins', () => {
    const decided = fc.uniqueArray(
      fc.record({
        entry: fc.constantFrom('root', 'b', '__proto__'),
        version: fc.integer({ min: 1, max: 4 }),
        role: fc.constantFrom<EntryRole>('report', 'resolution', 'withdrawn'),
      }),
      { selector: ({ entry, version }) => `${entry}${version}`, minLength: 1 },
    )
    const facts = decided.map((all) =>
      all.map(({ entry, role, version }) => fact(entry, role, { decisionVersion: version })),
    )
    const orders = facts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    )
    fc.assert(
      fc.property(orders, ([sorted, shuffled]) => {
        expect(new Map(Object.entries(fold(shuffled).entries))).toEqual(new Map(Object.entries(fold(sorted).entries)))
      }),
    )
  })

  it('holds nothing of a fact but ids, times and numbers', () => {
    expect(Object.keys(entries([fact('root', 'report')])[0] ?? {})).not.toContain('text')
  })

  it('is found by its live messages and the orphans they took in, not by corrections or withdrawn entries', () => {
    const index = project([
      fact('root', 'report', { orphan: { messageId: 'early', role: 'suspected-fix' } }),
      fact('gone', 'withdrawn'),
      fact('sev', 'severity', { conversationId: null }),
      fact('done', 'person-resolved', { conversationId: null }),
    ])
    expect(index.messageIds).toEqual(['root', 'early'])
  })

  it('is found by its short id in every length that is looked up', () => {
    const { shortId } = project([fact('root', 'report')])
    expect(shortId).toEqual([7, 8, 9, 10, 26].map((length) => shortIncidentId(id, length)))
  })

  it.each([
    ['a report', [fact('root', 'report')], true],
    ['a resolved one', [fact('root', 'report'), fact('fix', 'resolution', { at: 20 })], true],
    ['one that a person dismissed', [fact('root', 'report'), fact('no', 'dismissed', { at: 20 })], false],
    ['one without a report', [fact('talk', 'discussion')], false],
    ['one whose report was withdrawn', [fact('root', 'withdrawn')], false],
  ])('%s: live or not', (_, facts, live) => {
    expect(project(facts).live).toBe(live)
  })

  it('stands at the time of its latest live entry', () => {
    expect(
      project([fact('root', 'report'), fact('talk', 'discussion', { at: 30 }), fact('x', 'withdrawn', { at: 90 })]).at,
    ).toBe(30)
  })
})

describe('where an incident went', () => {
  it('is nowhere while a report is left', () => {
    expect(forwardedTo(id, entries([fact('root', 'withdrawn', { movedTo: 'other' }), fact('b', 'report')]))).toBeNull()
  })

  it('is nowhere when its reports were deleted', () => {
    expect(forwardedTo(id, entries([fact('root', 'withdrawn')]))).toBeNull()
    expect(project([fact('root', 'withdrawn')])).not.toHaveProperty('alias')
  })

  it('is where its first root went, whatever came before that in time', () => {
    const facts = [
      fact('earlier', 'withdrawn', { movedTo: 'elsewhere', at: 1 }),
      fact('root', 'withdrawn', { movedTo: 'there', at: 10 }),
    ]
    expect(forwardedTo(id, entries(facts))).toBe('there')
    expect(project(facts).alias).toBe('there')
  })

  it('is where its earliest entry went when the first root was deleted', () => {
    const facts = [
      fact('root', 'withdrawn'),
      fact('late', 'withdrawn', { movedTo: 'later', at: 30 }),
      fact('soon', 'withdrawn', { movedTo: 'there', at: 20 }),
    ]
    expect(forwardedTo(id, entries(facts))).toBe('there')
  })
})
