// How often an answer has to wait for the store: on a server each round takes milliseconds, and many under load.

import type { StoreReader } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { latestIssues } from './latest-issues.ts'
import { type Reader, readableConversations } from './reader.ts'
import { searchIncidents } from './search-incidents.ts'
import { exampleWorkspace, personId } from './testing/index.ts'

/** Answers nothing until nothing more is asked; then everything at once. */
async function roundsOf(work: (store: StoreReader) => Promise<unknown>): Promise<number> {
  const { store } = await exampleWorkspace()
  let waiting: (() => void)[] = []
  const held = async () => new Promise<void>((resolve) => waiting.push(resolve))
  const slow: StoreReader = {
    get: async (...wish) => held().then(() => store.get(...wish)),
    findBy: async (...wish) => held().then(() => store.findBy(...wish)),
    search: async (...wish) => held().then(() => store.search(...wish)),
    scan: async (...wish) => held().then(() => store.scan(...wish)),
  }
  let done = false
  const working = work(slow).finally(() => {
    done = true
  })
  let rounds = 0
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve))
    const asked = waiting
    waiting = []
    if (asked.length > 0) rounds++
    for (const release of asked) release()
  }
  await working
  return rounds
}

const query = { query: 'payments time out at checkout', vector: null, k: 10 }

describe('an answer waits for the store', () => {
  it.each<[string, Reader]>([
    ['an operator', { kind: 'local-operator' }],
    ['the workspace', { kind: 'workspace' }],
    ['a member', { kind: 'person', id: personId('U1') }],
    ['a guest', { kind: 'person', id: personId('U3') }],
    ['a stranger', { kind: 'person', id: personId('U9') }],
  ])('twice to know what %s may read', async (_, reader) => {
    expect(await roundsOf((store) => readableConversations(store, reader))).toBeLessThanOrEqual(2)
  })

  it('six times for a search: what may be read, near messages, their incidents, the messages of these, names', async () => {
    const found: number[] = []
    const rounds = await roundsOf(async (store) => {
      found.push((await searchIncidents(store, { kind: 'person', id: personId('U1') }, query)).length)
    })
    expect(rounds).toBeLessThanOrEqual(6)
    expect(found[0]).toBeGreaterThan(0)
  })

  it('six times for the latest incidents, and twice more for each further 250', async () => {
    const reader: Reader = { kind: 'local-operator' }
    expect(await roundsOf((store) => latestIssues(store, reader, { page: 1, pageSize: 10 }))).toBeLessThanOrEqual(6)
  })
})
