import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entries, entries } from './entries.ts'

interface Entry {
  readonly decisionVersion: number
  readonly role: string
}

const entry = (decisionVersion: number, role = 'report'): Entry => ({ decisionVersion, role })

describe('entries', () => {
  it('does not treat names of Object.prototype as entries that are there', () => {
    const map = entries<Entry>({}, 'constructor', entry(0))
    expect(map.constructor).toEqual(entry(0))
  })

  it('keeps an entry that is called __proto__ as an entry', () => {
    const map = entries<Entry>({}, '__proto__', entry(1))
    expect(Object.keys(map)).toEqual(['__proto__'])
    expect(entries(map, '__proto__', entry(0))).toBe(map)
  })

  it('keeps the map as it is for an older or an equal decision', () => {
    const map: Entries<Entry> = { m1: entry(2) }
    expect(entries(map, 'm1', entry(1, 'discussion'))).toBe(map)
    expect(entries(map, 'm1', entry(2, 'discussion'))).toBe(map)
  })

  it('replaces an entry by a newer decision without changing the map it was given', () => {
    const map: Entries<Entry> = { m1: entry(2) }
    expect(entries(map, 'm1', entry(3, 'withdrawn'))).toEqual({ m1: entry(3, 'withdrawn') })
    expect(map).toEqual({ m1: entry(2) })
  })

  it('accepts a late entry beside newer ones', () => {
    expect(entries({ m2: entry(9) }, 'm1', entry(1))).toEqual({ m1: entry(1), m2: entry(9) })
  })

  it('ends the same in any order and with any repetition', () => {
    // A decision is what its entry and its version say: two with the same version are the same decision.
    const decision = fc
      .tuple(fc.constantFrom('m1', 'm2', '__proto__'), fc.integer({ min: 0, max: 5 }))
      .map(([id, version]) => ({ id, entry: entry(version, `${id} as of ${version}`) }))
    const two = fc
      .array(decision, { maxLength: 10 })
      .chain((all) => fc.tuple(shuffled([...all, ...all]), shuffled(all)))
    fc.assert(
      fc.property(two, ([one, other]) => {
        expect(fold(one)).toEqual(fold(other))
      }),
    )
  })
})

const fold = (decisions: readonly { id: string; entry: Entry }[]) =>
  decisions.reduce<Entries<Entry>>((map, next) => entries(map, next.id, next.entry), {})

const shuffled = <T>(items: readonly T[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
