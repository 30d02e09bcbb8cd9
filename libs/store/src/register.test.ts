import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { register, type Version } from './register.ts'

const version = (revision: number, deleted: boolean, id: string): Version => ({ revision, deleted, id })

describe('register', () => {
  it('keeps the newer version when an older one arrives late', () => {
    const newer = version(2, false, 'a')
    expect(register(newer, version(1, false, 'z'))).toBe(newer)
  })

  it('lets an older deletion lose against a newer edit: the message was written again', () => {
    const edit = version(2, false, 'a')
    expect(register(edit, version(1, true, 'z'))).toBe(edit)
  })

  it('lets a deletion win over an edit of the same time, in either order', () => {
    const edit = version(5, false, 'z')
    const deletion = version(5, true, 'a')
    expect(register(edit, deletion)).toBe(deletion)
    expect(register(deletion, edit)).toBe(deletion)
  })

  it('takes the larger id of two edits of the same time, in either order', () => {
    const a = version(5, false, 'a')
    const b = version(5, false, 'b')
    expect(register(a, b)).toBe(b)
    expect(register(b, a)).toBe(b)
  })

  it('takes the first version of something new', () => {
    const first = version(0, true, '')
    expect(register(undefined, first)).toBe(first)
  })

  it('keeps what it has when the same version comes again', () => {
    const one = version(1, false, 'a')
    expect(register(one, { ...one })).toBe(one)
  })

  it('ends the same in any order and with any repetition', () => {
    const versions = fc.array(
      fc.record({
        revision: fc.integer({ min: 0, max: 3 }),
        deleted: fc.boolean(),
        id: fc.constantFrom('a', 'b', 'c'),
      }),
      { minLength: 1, maxLength: 8 },
    )
    const shuffledTwice = versions.chain((all) => fc.tuple(shuffled([...all, ...all]), shuffled(all)))
    fc.assert(
      fc.property(shuffledTwice, ([one, other]) => {
        expect(fold(one)).toEqual(fold(other))
      }),
    )
  })
})

const fold = (versions: readonly Version[]) =>
  versions.reduce<Version | undefined>((current, next) => register(current, next), undefined)

const shuffled = <T>(items: readonly T[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
