import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventParser, type StreamEvent } from './event-stream.ts'

const all = (...texts: string[]): StreamEvent[] => {
  const parse = eventParser()
  return texts.flatMap((text) => parse(text))
}

describe('a stream of events', () => {
  it.each([
    ['nothing', ''],
    ['comments', ':\n\n: still there\n\n'],
    ['an event without data', 'event: incident\n\n'],
    ['an unfinished event', 'event: incident\ndata: {}\n'],
    ['fields that are not known', 'retry: 2000\nid: 7\nnonsense\n\n'],
  ])('of %s brings none', (_, text) => expect(all(text)).toEqual([]))

  it.each<[string, StreamEvent[]]>([
    ['event: incident\ndata: {"a":1}\n\n', [{ event: 'incident', data: '{"a":1}' }]],
    ['event:incident\r\ndata:x\r\n\r\n', [{ event: 'incident', data: 'x' }]],
    ['data: a\ndata:  b\n\n', [{ event: 'message', data: 'a\n b' }]],
    [
      'event: a\ndata: 1\n\ndata: 2\n\n',
      [
        { event: 'a', data: '1' },
        { event: 'message', data: '2' },
      ],
    ],
  ])('%j', (text, events) => expect(all(text)).toEqual(events))

  it('brings the same however it is cut', () => {
    const text =
      'retry: 2000\n\nid: 1\nevent: everything\ndata: {}\n\n:\n\nevent: incident\r\ndata: {"incidentId":"ä€😀"}\r\n\r\n'
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        expect(all(...at.slice(1).map((end, i) => text.slice(at[i], end)))).toEqual(all(text))
      }),
    )
  })

  it('that never ends its line or its event is given up', () => {
    expect(() => all('x'.repeat(70_000))).toThrow('too long')
    expect(() => all(...Array.from({ length: 80 }, () => `data: ${'x'.repeat(1_000)}\n`))).toThrow('too long')
  })

  it('of any text fails in no other way', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => void all(...texts)))
  })
})
