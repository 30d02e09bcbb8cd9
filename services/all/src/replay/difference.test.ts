import { incidentId, shortIncidentId } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { compare, type Incidents } from './difference.ts'
import { drawDifference } from './draw-difference.ts'

const id = (name: string) => incidentId(name)
const short = (name: string) => shortIncidentId(id(name))
const incidents = (
  ...some: readonly (readonly [name: string, status: 'Open' | 'Resolved', ...string[]])[]
): Incidents => new Map(some.map(([name, status, ...messages]) => [id(name), { status, messages }]))

const before = incidents(['a', 'Open', 'm1', 'm2'], ['b', 'Resolved', 'm3'], ['c', 'Open', 'm4'], ['old', 'Open', 'm9'])
const after = incidents(['a', 'Resolved', 'm1'], ['b', 'Open', 'm3', 'm2'], ['d', 'Open', 'm4'])
const found = compare(before, after, new Set(['m1', 'm2', 'm3', 'm4', 'm5']))

describe('the difference', () => {
  it('tells what was opened, closed, opened again and is gone', () => {
    expect(found).toMatchObject({
      read: 5,
      opened: [{ incident: short('d'), from: null, to: 'Open' }],
      closed: [{ incident: short('a'), from: 'Open', to: 'Resolved' }],
      reopened: [{ incident: short('b'), from: 'Resolved', to: 'Open' }],
      gone: [{ incident: short('c'), from: 'Open', to: null }],
    })
  })

  it('tells which messages are linked otherwise, from where to where', () => {
    expect(found.moved).toEqual([
      { message: 'm2', from: short('a'), to: short('b') },
      { message: 'm4', from: short('c'), to: short('d') },
    ])
  })

  it('says nothing about what was not read', () => {
    const nothing = { opened: [], closed: [], reopened: [], gone: [], moved: [] }
    expect(compare(before, after, new Set())).toMatchObject(nothing)
    expect(compare(before, after, new Set(['m9']))).toMatchObject({
      ...nothing,
      gone: [{ incident: short('old') }],
      moved: [{ message: 'm9', from: short('old'), to: null }],
    })
  })
})

describe('drawn', () => {
  it('shows at most 50 of a kind, says how many there are, and lets no control character through', () => {
    const moved = Array.from({ length: 60 }, (_, n) => ({ message: `m\u001b[2J${n}`, from: null, to: 'INC-A' }))
    const lines = drawDifference({ ...found, moved })
    expect(lines).toContain('messages linked otherwise: 60')
    expect(lines.filter((line) => line.includes('none → INC-A'))).toHaveLength(50)
    expect(lines.at(-1)).toMatch(/and 10 more/)
    expect(lines.join('')).not.toMatch(/\p{Cc}/u)
    expect(lines).toContain(`  ${short('a')}  Open → Resolved`)
  })
})
