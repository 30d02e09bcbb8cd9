// What is special to the embedded store; what every store holds is in the contract.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collections } from '@thala/contracts'
import { openDatabase } from '@thala/sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf, messageOf, numbered, put, range, using, vectorOf } from '../contract/opened.ts'
import { openFresh } from './harness.ts'
import { openEmbeddedStore, storeModule } from './open.ts'

const { messages, checkpoints } = collections

describe('openEmbeddedStore', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thala-store-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('refuses a database that was opened without its module', async () => {
    const database = await openDatabase({ file: join(folder, 'without.db'), modules: [] })
    await expect(openEmbeddedStore(database)).rejects.toThrow('store.refresh')
    await database.close()
  })

  it('reads, but does not write, through a database that was opened for reading', async () => {
    const file = join(folder, 'read.db')
    const database = await openDatabase({ file, modules: [storeModule] })
    await put(await openEmbeddedStore(database), messages, messageOf('m1', 'db', { vector: vectorOf({ 0: 1 }) }))
    await database.close()
    const readOnly = await openDatabase({ file, modules: [storeModule], readOnly: true })
    const store = await openEmbeddedStore(readOnly)
    expect((await store.get(messages, ['m1'])).size).toBe(1)
    expect((await store.search(messages, { terms: ['db'], conversations: ['c1'], k: 1 })).length).toBe(1)
    const writing = store.update(messages, ['m2'], (_, id) => documentOf(id))
    await expect(writing).rejects.toMatchObject({ code: 'bad-input' })
    await readOnly.close()
  })

  it('says dependency-down once its database is closed', async () => {
    const database = await openDatabase({ file: join(folder, 'closed.db'), modules: [storeModule] })
    const store = await openEmbeddedStore(database)
    await database.close()
    await expect(store.get(messages, ['a'])).rejects.toMatchObject({ code: 'dependency-down' })
    await expect(store.update(messages, ['a'], () => documentOf('a'))).rejects.toMatchObject({
      code: 'dependency-down',
    })
  })
})

describe('the embedded store', () => {
  it('goes on answering and storing while it compacts, and compacts once at a time', () =>
    using(
      () => openFresh(),
      async (_, store) => {
        await put(store, messages, ...range(500).map((n) => messageOf(numbered(n), `db w${n}`)))
        const compacting = Promise.all([store.compact(), store.compact()])
        await put(store, checkpoints, documentOf('during', { n: 1 }))
        const found = await store.search(messages, { terms: ['w7'], conversations: ['c1'], k: 1 })
        await compacting
        expect(found.map(({ document }) => document.id)).toEqual([numbered(7)])
        expect((await store.get(checkpoints, ['during'])).size).toBe(1)
      },
    ))

  it('keeps what one search shows to one state of the file while another process moves documents', () =>
    using(
      () => openFresh(),
      async (opened, store) => {
        const other = await opened.another()
        const vector = vectorOf({ 0: 1 })
        const inConversation = (conversationId: string) => messageOf('m1', 'db', { conversationId, vector })
        await put(store, messages, inConversation('c0'))
        const moving = (async () => {
          for (const n of range(60)) await put(other, messages, inConversation(`c${n % 2}`))
        })()
        for (const _ of range(60)) {
          const hits = await store.search(messages, { terms: ['db'], vector, conversations: ['c0'], k: 5 })
          for (const { document } of hits) expect(document.search?.conversationId).toBe('c0')
        }
        await moving
      },
    ))
})
