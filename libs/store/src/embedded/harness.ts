// Opens embedded stores over fresh files, for tests and the benchmark.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '@thala/sqlite'
import type { OpenedStore } from '../contract/opened.ts'
import type { StoreFaults } from '../faults.ts'
import type { Store } from '../port.ts'
import { openEmbeddedStore, storeModule } from './open.ts'

const newerModule = new URL('./newer.fixture.ts', import.meta.url)

/** Every client has a database of its own over the same file, as a process of its own would have. */
export async function openFresh(options: { searchLagMs?: number; faults?: StoreFaults } = {}): Promise<OpenedStore> {
  const { searchLagMs = 0, faults = {} } = options
  const folder = await mkdtemp(join(tmpdir(), 'thala-store-'))
  const file = join(folder, 'thala.db')
  const clients: { store: Store; database: Database }[] = []
  const client = async (own: StoreFaults): Promise<Store> => {
    const database = await openDatabase({ file, modules: [storeModule] })
    const store = await openEmbeddedStore(database, { searchLagMs, faults: own })
    clients.push({ store, database })
    return store
  }
  const closeAll = async () => {
    for (const { store, database } of clients.splice(0)) {
      await store.close()
      await database.close()
    }
  }
  return {
    store: await client(faults),
    another: (own = {}) => client(own),
    restart: async () => {
      await closeAll()
      return client(faults)
    },
    bytes: async () => {
      const names = await readdir(folder)
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
    openNewer: async () => {
      await closeAll()
      const newer = await openDatabase({ file, modules: [newerModule] })
      await newer.close()
      return client(faults)
    },
    close: async () => {
      await closeAll()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
