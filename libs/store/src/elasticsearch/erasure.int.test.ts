// After compacting the server holds no earlier version of any document, so nothing that was erased.

import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { expect, it } from 'vitest'
import { documentOf, messageOf, numbered, put, range } from '../contract/opened.ts'
import { connect } from './client.ts'
import { openFresh } from './harness.ts'

const { messages } = collections

describeWithServer('elasticsearch', 'compacting', (url) => {
  it('leaves no deleted version in any segment, also where few of many were erased', async () => {
    const opened = await openFresh(url)
    const elastic = connect({ url })
    try {
      const all = range(200).map((n) => messageOf(numbered(n), `secret w${n}`))
      await put(opened.store, messages, ...all)
      await opened.store.refresh()
      await put(opened.store, messages, ...range(5).map((n) => documentOf(numbered(n * 30), { deleted: true })))
      await opened.store.refresh()
      const deleted = async () => {
        const { _all } = await elastic.call((client) =>
          client.indices.stats({ index: `${opened.prefix}messages`, metric: 'docs' }),
        )
        return _all.primaries?.docs?.deleted
      }
      expect(await deleted()).toBe(5)
      await opened.store.compact()
      expect(await deleted()).toBe(0)
    } finally {
      await elastic.close()
      await opened.close()
    }
  })
})
