import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { share } from './assigner.ts'

const candidate = fc.record({ memberId: fc.uuid(), since: fc.integer({ min: 0, max: 5 }) })
const candidates = fc.uniqueArray(candidate, { minLength: 1, maxLength: 7, selector: ({ memberId }) => memberId })
const partitionsOf = (count: number) => Array.from({ length: count }, (_, i) => i)
const topics = fc
  .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 })
  .map((counts) => new Map(counts.map((count, i) => [`topic ${i}`, partitionsOf(count)])))

describe('the sharing of a group', () => {
  it('gives every partition to exactly one member, and the same number of every topic to the same', () => {
    fc.assert(
      fc.property(candidates, topics, (members, wanted) => {
        const owners = new Map<string, string>()
        for (const [memberId, assignment] of share(members, wanted))
          for (const [topic, partitions] of Object.entries(assignment))
            for (const partition of partitions) {
              expect(owners.has(`${topic}/${partition}`)).toBe(false)
              owners.set(`${topic}/${partition}`, memberId)
            }
        for (const [topic, partitions] of wanted)
          for (const partition of partitions) {
            expect(owners.get(`${topic}/${partition}`)).toBeDefined()
            const twin = [...owners].filter(([place]) => place.endsWith(`/${partition}`))
            expect(new Set(twin.map(([, memberId]) => memberId)).size).toBe(1)
          }
      }),
    )
  })

  it('does not hang on the order in which members are listed', () => {
    fc.assert(
      fc.property(candidates, topics, (members, wanted) => {
        const sorted = (shares: Map<string, unknown>) => [...shares].sort(([a], [b]) => (a < b ? -1 : 1))
        expect(sorted(share([...members].reverse(), wanted))).toEqual(sorted(share(members, wanted)))
      }),
    )
  })

  it('leaves the first partition with the oldest, whoever comes', () => {
    const wanted = new Map([['scopes', [0]]])
    const oldest = { memberId: 'z', since: 1 }
    const shares = share([{ memberId: 'a', since: 3 }, oldest, { memberId: 'b', since: 2 }], wanted)
    expect(shares.get('z')).toEqual({ scopes: [0] })
    expect(shares.get('a')).toEqual({})
  })
})
