// Prepares a data folder: readable by this user alone, and proven writable before anything is started on it.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts/errors'

/** Name of the database inside of a data folder. */
const DATABASE_FILE = 'thala.db'

export const databaseFile = (folder: string): string => join(folder, DATABASE_FILE)

/** Creates the folder (mode 0700) where it is missing and answers its absolute path. Throws `data-folder-unwritable`. */
export async function openFolder(path: string): Promise<string> {
  const folder = resolve(path)
  const probe = join(folder, `.writable-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    throw new ThalaError(
      'data-folder-unwritable',
      `cannot write to the data folder ${folder} (${errorLine(error)}): make it writable for this user, or set THALA_DATA_DIR to another folder`,
      { cause: error },
    )
  }
  return folder
}
