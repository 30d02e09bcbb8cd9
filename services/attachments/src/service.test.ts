import { sourceTopics } from '@thala/contracts'
import { outputsTo } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { attachments } from './service.ts'

describe('the attachments service', () => {
  it('handles every source, and passes each message on', async () => {
    expect(Object.keys(attachments.handle).sort()).toEqual(Object.keys(sourceTopics).sort())
    const value = { messageId: 'm1', deleted: false, text: 'hello', attachments: [] }
    const context = {
      deps: {},
      config: {},
      to: outputsTo(attachments.produces),
      memo: () => Promise.reject(new Error('nothing is remembered here')),
    }
    for (const handler of Object.values(attachments.handle))
      expect(await handler({ value, appendedAt: 0 }, context)).toMatchObject({
        kind: 'done',
        outputs: [{ name: 'enriched', value }],
      })
  })
})
