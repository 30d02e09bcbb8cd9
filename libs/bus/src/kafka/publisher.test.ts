import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partitionFor } from '../murmur2.ts'
import type { OutgoingRecord } from '../port.ts'
import { byPartition, requireCovered } from './publisher.ts'

const anyRecord: fc.Arbitrary<OutgoingRecord> = fc.record({
  topic: fc.constantFrom('a', 'b'),
  key: fc.option(fc.string({ maxLength: 3 })),
  value: fc.option(fc.uint8Array({ maxLength: 3 })),
  headers: fc.constant({}),
})

describe('grouping by partition', () => {
  it('keeps every record once, in its partition, in the order of the call', () => {
    fc.assert(
      fc.property(fc.array(anyRecord), (records) => {
        const count = (topic: string) => (topic === 'a' ? 3 : 1)
        const groups = byPartition(records, count)
        expect(groups.flatMap(([, own]) => own)).toHaveLength(records.length)
        for (const [{ topic, partition }, own] of groups)
          expect(own).toEqual(
            records.filter(
              (one) => one.topic === topic && partitionFor(one.key, one.value, count(topic)) === partition,
            ),
          )
      }),
    )
  })
})

describe('the answer to a send', () => {
  const place = { topic: 'a', partition: 1 }
  const stored = { topicName: 'a', partition: 1, errorCode: 0, baseOffset: '7' }

  it('counts when it speaks of the partition', () => {
    expect(() => requireCovered(place, [stored])).not.toThrow()
    expect(() => requireCovered(place, [{ ...stored, baseOffset: '0' }])).not.toThrow()
  })

  it.each([
    ['nothing', []],
    ['another partition', [{ ...stored, partition: 2 }]],
    ['another topic', [{ ...stored, topicName: 'b' }]],
    ['an error', [{ ...stored, errorCode: 6 }]],
    ['no offset', [{ topicName: 'a', partition: 1, errorCode: 0 }]],
    ['an offset that is none', [{ ...stored, baseOffset: '-1' }]],
  ])('is refused when it speaks of %s', (_, answer) => {
    expect(() => requireCovered(place, answer)).toThrow(expect.objectContaining({ code: 'dependency-down' }))
  })
})
