import { describe, expect, it } from 'vitest'
import { parseFrom } from './range.ts'

describe('where a replay begins', () => {
  it.each([
    [undefined, { kind: 'beginning' }],
    ['0', { kind: 'offset', offset: 0 }],
    ['4711', { kind: 'offset', offset: 4711 }],
    ['1757491200000', { kind: 'time', time: 1_757_491_200_000 }],
    ['2025-09-10', { kind: 'time', time: Date.UTC(2025, 8, 10) }],
    ['2025-09-10T08:00', { kind: 'time', time: Date.UTC(2025, 8, 10, 8) }],
    ['2025-09-10 08:00:30', { kind: 'time', time: Date.UTC(2025, 8, 10, 8, 0, 30) }],
    ['2025-09-10T08:00:00.250Z', { kind: 'time', time: Date.UTC(2025, 8, 10, 8, 0, 0, 250) }],
    ['2025-09-10T08:00+02:00', { kind: 'time', time: Date.UTC(2025, 8, 10, 6) }],
  ])('%s is read', (text, from) => {
    expect(parseFrom(text)).toEqual(from)
  })

  it.each(['', 'yesterday', '-1', '1.5', '2025-13-01', '2025-09-10T25:00', '09/10/2025'])(
    '%j is refused, with what would do',
    (text) => {
      expect(() => parseFrom(text)).toThrow(/--from .*2025-09-12T14:00Z/)
    },
  )
})
