import { describe, expect, it } from 'vitest'
import { factsOf } from './emit.ts'
import { type Row, redecided, row } from './row.ts'
import { taken } from './sequence.ts'
import { isTold, publishedIndex, succeed } from './succession.ts'
import { corrected, report } from './testing/inputs.ts'

const fresh = (change: Parameters<typeof taken>[1]): Row => {
  const made = taken(undefined, change)
  if (!made) throw new Error('nothing was taken')
  return made
}
const evidence = { kind: 'root' as const, reasons: [], candidates: [] }
const inIncident = (incidentId: string) => ({ incidentId, role: 'report' as const, evidence })
const message = fresh({ input: 'linkInput', value: report('m', 0) })
const former = redecided(redecided(redecided(message, inIncident('a')), inIncident('b')), inIncident('c'))

describe('a row that succeeds another', () => {
  const next = redecided(message, inIncident('d'))
  const successor = succeed(next, former)

  it('tells with a later version every incident that ever heard of the message', () => {
    if (!successor) throw new Error('no successor')
    const facts = factsOf(successor, 'main').map(({ value }) => value)
    expect(facts).toMatchObject([
      { incidentId: 'd', role: 'report', decisionVersion: 4 },
      { incidentId: 'a', role: 'withdrawn', movedTo: 'd', decisionVersion: 4 },
      { incidentId: 'b', role: 'withdrawn', movedTo: 'd', decisionVersion: 4 },
      { incidentId: 'c', role: 'withdrawn', movedTo: 'd', decisionVersion: 4 },
    ])
    expect(successor.decision).toEqual(next.decision)
  })

  it('is left as it is when it is made to succeed once more', () => {
    expect(succeed(successor, former)).toBe(successor)
  })

  it('is found as one whose facts are out', () => {
    expect(publishedIndex(next)).toMatchObject({ incidentIds: expect.arrayContaining(['d']) })
    expect(publishedIndex(next)).not.toHaveProperty('unpublished')
  })
})

describe('a message that the replay could not read', () => {
  it('is withdrawn everywhere, and holds nothing that was said', () => {
    const left = succeed(undefined, former)
    expect(row.parse(left)).toEqual(left)
    if (!left) throw new Error('nothing is left')
    expect(factsOf(left, 'main').map(({ value }) => value)).toMatchObject([
      { incidentId: 'a', role: 'withdrawn', decisionVersion: 4 },
      { incidentId: 'b', role: 'withdrawn', decisionVersion: 4 },
      { incidentId: 'c', role: 'withdrawn', decisionVersion: 4 },
    ])
    expect(left.input).toMatchObject({ deleted: true, author: null, terms: [] })
    expect([isTold(former), isTold(left)]).toEqual([true, false])
    expect(succeed(undefined, left)).toBe(left)
  })

  it('gives way to whatever its source tells of it later', () => {
    const left = succeed(undefined, former)
    const again = taken(left, { input: 'linkInput', value: report('m', 0) })
    expect(again).toMatchObject({ version: 4, input: { deleted: false }, everAnnouncedIn: ['a', 'b', 'c'] })
  })

  it('needs nothing where nobody ever heard of it, and a correction keeps to itself', () => {
    expect(succeed(undefined, message)).toBeUndefined()
    const correction = fresh({ input: 'correction', value: corrected('x', 1, 'resolved', ['m']) })
    expect(succeed(undefined, correction)).toBeUndefined()
  })
})
