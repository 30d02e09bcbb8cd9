// A data folder, opened: the log and the store on one file, and who owns it.

import { access } from 'node:fs/promises'
import { type Bus, busModule, openEmbeddedBus } from '@thala/bus'
import { ThalaError, thalaCommand } from '@thala/contracts'
import {
  acquireOwner,
  type Database,
  databaseFile,
  type Owner,
  openDatabase,
  openFolder,
  readOwner,
} from '@thala/sqlite'
import { openEmbeddedStore, type Store, storeModule } from '@thala/store'

export interface Folder {
  readonly path: string
  readonly database: Database
  readonly bus: Bus
  readonly store: Store
  close(): Promise<void>
}

const modules = [busModule, storeModule]

/** Opens for reading and writing, creating what is missing. Another process may have it open as well. */
export async function openForWriting(path: string): Promise<Folder> {
  const folder = await openFolder(path)
  return opened(folder, await openDatabase({ file: databaseFile(folder), modules }))
}

/** Opens a reader only. Throws `not-found` when nothing was ever written there. */
export async function openForReading(path: string): Promise<Folder> {
  if (!(await exists(databaseFile(path))))
    throw new ThalaError(
      'not-found',
      `there is nothing in ${path} yet: run 'npm start', or '${thalaCommand('ingest <path>')}'`,
    )
  return opened(path, await openDatabase({ file: databaseFile(path), modules, readOnly: true }))
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function opened(path: string, database: Database): Promise<Folder> {
  const bus = await openEmbeddedBus(database)
  const store = await openEmbeddedStore(database)
  const close = async () => {
    await bus.close()
    await store.close()
    await database.close()
  }
  return { path, database, bus, store, close }
}

/** Owns the folder, or says who does. */
export async function ownFolder(path: string): Promise<Owner> {
  const owner = await acquireOwner(path)
  if (owner) return owner
  const other = await readOwner(path)
  const who = other ? `process ${other.pid}${other.url ? ` (${other.url})` : ''}` : 'another process'
  throw new ThalaError(
    'data-folder-in-use',
    `the data folder ${path} is in use by ${who}: stop it, or set THALA_DATA_DIR to another folder`,
  )
}
