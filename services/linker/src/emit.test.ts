import { incidentFact, incidentId } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { factIn, factsOf } from './emit.ts'
import { indexOf, type Row, redecided, row } from './row.ts'
import { taken } from './sequence.ts'
import { corrected, fix, report } from './testing/inputs.ts'

const fresh = (change: Parameters<typeof taken>[1]): Row => {
  const made = taken(undefined, change)
  if (!made) throw new Error('nothing was taken')
  return made
}
const message = (value: ReturnType<typeof report>): Row => fresh({ input: 'linkInput', value })
const evidence = { kind: 'root' as const, reasons: [], candidates: [] }
const inA = { incidentId: 'a', role: 'report' as const, evidence }
const inB = { incidentId: 'b', role: 'corroboration' as const, evidence }
const nowhere = { incidentId: null, role: null, evidence }

describe('the facts of a row', () => {
  it('are none while it plays no part', () => {
    expect(factsOf(redecided(message(report('m', 0)), nowhere), 'main')).toEqual([])
  })

  it('fit the contract, and tell who and what', () => {
    const said = report('m', 0, { category: 'API', severity: 'High' })
    const [output, ...more] = factsOf(redecided(message(said), inA), 'main')
    expect(more).toEqual([])
    expect(incidentFact.parse({ v: 1, id: output?.id, ...output?.value })).toMatchObject({
      incidentId: 'a',
      entryId: 'm',
      role: 'report',
      decisionVersion: 1,
      author: 'someone',
      category: 'API',
      severity: 'High',
    })
  })

  it('withdraw it from every incident that it left, saying where it went', () => {
    const moved = redecided(redecided(redecided(message(report('m', 0)), inA), nowhere), inB)
    const facts = moved.everAnnouncedIn.map((id) => factIn(moved, id))
    expect(facts).toMatchObject([
      { incidentId: 'a', role: 'withdrawn', movedTo: 'b', author: null, decisionVersion: 3 },
      { incidentId: 'b', role: 'corroboration', decisionVersion: 3 },
    ])
    const gone = redecided(moved, nowhere)
    expect(gone.everAnnouncedIn.map((id) => factIn(gone, id).role)).toEqual(['withdrawn', 'withdrawn'])
    expect(factIn(gone, 'a')).not.toHaveProperty('movedTo')
  })

  it('have the same ids when they are repeated, others in another version or generation', () => {
    const one = redecided(message(report('m', 0)), inA)
    const ids = (which: Row, generation: string) => factsOf(which, generation).map(({ id }) => id)
    expect(ids(one, 'main')).toEqual(ids(row.parse(JSON.parse(JSON.stringify(one))), 'main'))
    expect(ids(redecided(one, inA), 'main')).not.toEqual(ids(one, 'main'))
    expect(ids(one, 'replay')).not.toEqual(ids(one, 'main'))
  })

  it('of a correction carry its author and severity', () => {
    const value = corrected('c', 5, 'severity', ['r'], { severity: 'Low' })
    const decided = redecided(fresh({ input: 'correction', value }), { ...inA, role: 'severity' })
    expect(factIn(decided, 'a')).toMatchObject({
      entryId: 'c',
      author: 'a person',
      severity: 'Low',
      conversationId: null,
    })
  })
})

describe('what is taken in', () => {
  const first = fix('m', 0, { revision: 10, id: 'e1' })

  it.each([
    ['the same version again', first],
    ['an older version', { ...first, revision: 9, id: 'e9' }],
    ['a smaller event at the same time', { ...first, id: 'e0' }],
  ])('not %s', (_, value) => expect(taken(message(first), { input: 'linkInput', value })).toBeNull())

  it('a deletion before an edit of the same time, without a feature of what was said', () => {
    const gone = taken(message(first), { input: 'linkInput', value: { ...first, id: 'e0', deleted: true } })
    expect(gone?.input).toMatchObject({
      deleted: true,
      author: null,
      vector: null,
      terms: [],
      references: { messages: [] },
    })
    expect(taken(gone ?? undefined, { input: 'linkInput', value: { ...first, id: 'e2' } })).toBeNull()
  })

  it('of two corrections that share an id the same one, in any order', () => {
    const [a, b] = ['r', 's'].map((other) => corrected('c', 5, 'relink', ['m'], { with: other }))
    if (!a || !b) throw new Error('two were made')
    const last = (one: typeof a, two: typeof a) =>
      taken(fresh({ input: 'correction', value: one }), { input: 'correction', value: two })?.input ?? one
    expect(last(a, b)).toEqual(last(b, a))
  })
})

describe('the index of a row', () => {
  it('sorts by source time, whatever its digits', () => {
    const keys = [9, 10, 1_757_491_200_000].map((at) => indexOf(message({ ...report('m', 0), at })).scopeAt)
    expect(keys).toEqual(keys.toSorted())
  })

  it('waits to be published only where something was ever announced', () => {
    expect(indexOf(redecided(message(report('m', 0)), nowhere))).not.toHaveProperty('unpublished')
    const told = indexOf(redecided(message(report('m', 0)), { ...inA, incidentId: incidentId('m') }))
    expect(told).toMatchObject({ unpublished: 'default', threadId: 'm' })
    expect(told.incidentIds).toHaveLength(2)
  })
})
