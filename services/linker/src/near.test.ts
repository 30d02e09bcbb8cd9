import { expect, it } from 'vitest'
import { neighbours } from './near.ts'
import { fix, plainWeights, report } from './testing/inputs.ts'

const weights = { ...plainWeights, fix: { ...plainWeights.fix, bias: -1 } }

it('come nearest first, equals by id, also those that were added later', () => {
  const near = neighbours(weights)
  const asked = fix('asked', 9, { subject: 1, channel: 'ops' })
  const ids = () => near.of(asked, 'report', 'fix').map(({ input }) => input.messageId)
  near.add('report', report('elsewhere', 1, { subject: 1, channel: 'other' }))
  near.add('report', report('b', 2, { subject: 1 }))
  expect(ids()).toEqual(['b', 'elsewhere'])
  near.add('report', report('a', 3, { subject: 1 }))
  near.add('report', report('later', 10, { subject: 1 }))
  expect(ids()).toEqual(['a', 'b', 'elsewhere'])
})
