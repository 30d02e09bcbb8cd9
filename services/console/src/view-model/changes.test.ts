import { describe, expect, it } from 'vitest'
import { row } from '../fixtures/example.ts'
import { changesBetween, inPlace, isSameOrder } from './changes.ts'

const [a, b, c, d] = [row(1), row(2), row(3), row(4)]
const closed = { ...a, status: 'Resolved' as const }

describe('what changed in a list', () => {
  it.each([
    ['nothing', [a, b], [a, b], [], ''],
    ['only the order', [a, b], [b, a], [], ''],
    ['one that left', [a, b], [a], [], ''],
    ['a new one', [a], [b, a], [b.id], `New in the list: ${b.shortId}, ${b.title}`],
    ['a status', [a], [closed], [a.id], `${a.shortId} is resolved now`],
    ['something else', [a], [{ ...a, reports: 9 }], [a.id], `${a.shortId} changed`],
    ['too many to name', [], [a, b, c, d], [a.id, b.id, c.id, d.id], '4 incidents changed'],
  ])('%s', (_, before, after, ids, text) => {
    expect(changesBetween(before, after)).toEqual({ ids: new Set(ids), text })
  })
})

describe('a list that may not move', () => {
  it('keeps every row in its place, as it is now', () => {
    expect(inPlace([a, b], [c, closed])).toEqual([closed, b])
  })

  it('knows when nothing would move', () => {
    expect(isSameOrder([a, b], [closed, b])).toBe(true)
    expect(isSameOrder([a, b], [b, a])).toBe(false)
    expect(isSameOrder([a, b], [a])).toBe(false)
  })
})
