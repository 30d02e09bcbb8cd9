import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gate } from '../contract/bench.ts'
import { assign, createGroups, type Member } from './groups.ts'

const place = (stream: number) => ({ topic: 't', partition: stream, stream })

describe('assign', () => {
  it('gives nothing to nobody', () => {
    expect(assign([]).size).toBe(0)
    expect(assign([{ places: [] }]).size).toBe(0)
  })

  it('gives each stream one owner that wants it, evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }), (count, partitions) => {
        const members = Array.from({ length: count }, () => ({
          places: Array.from({ length: partitions }, (_, i) => place(i)),
        }))
        const owners = assign(members)
        expect(owners.size).toBe(partitions)
        const shares = members.map((member) => [...owners.values()].filter((owner) => owner === member).length)
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('gives a stream that only one wants to that one', () => {
    const [one, other] = [{ places: [place(0), place(1)] }, { places: [place(1)] }]
    expect(assign([one, other]).get(0)).toBe(one)
    expect(assign([one, other]).get(1)).toBe(other)
  })
})

describe('groups', () => {
  /** A member whose lanes say what happens to them, and end when the test lets them. */
  function member(name: string, log: string[], streams: number[]) {
    const letGo = gate()
    const it: Member = {
      places: streams.map(place),
      start: ({ stream }, after) => {
        void after.then(() => log.push(`${name} runs ${stream}`))
        return {
          end: async (timeoutMs) => {
            log.push(`${name} ends ${stream} in ${timeoutMs}`)
            await letGo.opened
          },
        }
      },
    }
    return { member: it, letGo: letGo.open }
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  it('move a partition only when its former owner has let go', async () => {
    const log: string[] = []
    const groups = createGroups()
    const [one, other] = [member('one', log, [0, 1]), member('other', log, [0, 1])]
    groups.join('g', one.member)
    await turn()
    groups.join('g', other.member)
    await turn()
    expect(log).toEqual(['one runs 0', 'one runs 1', 'one ends 1 in 5000'])
    one.letGo()
    await turn()
    expect(log.slice(3)).toEqual(['other runs 1'])
  })

  it('make a newcomer wait for the last one that left, and let the others take over', async () => {
    const log: string[] = []
    const groups = createGroups()
    const [one, other, late] = ['one', 'other', 'late'].map((name) => member(name, log, [0]))
    if (!one || !other || !late) throw new Error('three members')
    groups.join('g', one.member)
    await turn()
    const left = groups.leave('g', one.member, 70)
    groups.join('g', late.member)
    await turn()
    expect(log).toEqual(['one runs 0', 'one ends 0 in 70'])
    one.letGo()
    await left
    await turn()
    expect(log.slice(2)).toEqual(['late runs 0'])
    await groups.leave('g', other.member, 1)
    expect(log).toHaveLength(3)
  })

  it('of different names have nothing to do with each other', async () => {
    const log: string[] = []
    const groups = createGroups()
    groups.join('a', member('one', log, [0]).member)
    groups.join('b', member('other', log, [0]).member)
    await turn()
    expect(log).toEqual(['one runs 0', 'other runs 0'])
    await groups.leave('c', member('nobody', log, [0]).member, 1)
  })
})
