// The same questions to the embedded store as to the one in memory: what the tests beside this one show holds for real data.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collections } from '@thala/contracts'
import { openDatabase } from '@thala/sqlite'
import { type Document, openEmbeddedStore, type Store, storeModule } from '@thala/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { latestIssues } from './latest-issues.ts'
import { findPerson, type Reader, readableConversations } from './reader.ts'
import { searchIncidents } from './search-incidents.ts'
import { story } from './story.ts'
import { exampleWorkspace, ids, incidents, personId, type Workspace } from './testing/index.ts'

let workspace: Workspace
let store: Store
let release: () => Promise<void>

beforeAll(async () => {
  workspace = await exampleWorkspace()
  const folder = await mkdtemp(join(tmpdir(), 'thala-incidents-'))
  const database = await openDatabase({ file: join(folder, 'thala.db'), modules: [storeModule] })
  store = await openEmbeddedStore(database)
  for (const collection of [collections.messages, collections.incidents, collections.directory]) {
    const documents = new Map(workspace.store.documents(collection).map((document) => [document.id, document]))
    await store.update(collection, [...documents.keys()], (_: Document | undefined, id) => documents.get(id))
  }
  await store.refresh()
  release = async () => {
    await store.close()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => release())

const readers: readonly Reader[] = [
  { kind: 'local-operator' },
  { kind: 'person', id: personId('U1') },
  { kind: 'person', id: personId('U3') },
  { kind: 'person', id: personId('U9') },
]

describe('on the embedded store', () => {
  it.each(readers)('%j may read the same conversations', async (reader) => {
    const [real, memory] = await Promise.all([
      readableConversations(store, reader),
      readableConversations(workspace.store, reader),
    ])
    expect(real.sort()).toEqual(memory.sort())
  })

  it.each(readers)('%j is shown the same list', async (reader) => {
    expect(await latestIssues(store, reader, { page: 1 })).toEqual(
      await latestIssues(workspace.store, reader, { page: 1 }),
    )
  })

  it.each([...Object.values(incidents), ids.paymentsFix, ids.privateFix, 'slack_1757491200', 'INC-ZZZZZZZ'])(
    '%s has the same story for everyone',
    async (id) => {
      for (const reader of readers)
        expect(await story(store, reader, id)).toEqual(await story(workspace.store, reader, id))
    },
  )

  it.each(['payments timing out', 'session tokens', 'search finds nothing for café', 'xyzzy'])(
    '"%s" finds the same incidents',
    async (query) => {
      const vector = await workspace.embedder.embed(query)
      for (const reader of readers) {
        const [real, memory] = await Promise.all(
          [store, workspace.store].map((one) => searchIncidents(one, reader, { query, vector, k: 5 })),
        )
        expect(real).toEqual(memory)
      }
    },
  )

  it('finds a person by handle', async () => {
    expect(await findPerson(store, '@Maren')).toEqual({ kind: 'person', id: personId('U1') })
  })
})
