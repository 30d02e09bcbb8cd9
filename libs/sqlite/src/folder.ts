// Prepares a data folder: readable by this user alone, and proven writable before anything is started on it.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts/errors'

/** Name of the database inside of a data folder. */
const DATABASE_FILE = 'thala.db'

export const databaseFile = (folder: string): string => join(folder, DATABASE_FILE)

/** What mends it, by the code of the operating system. */
const NEXT_STEP = new Map([
  ['ENOSPC', 'free some disk space'],
  ['EDQUOT', "free some of this user's disk quota"],
  ['EROFS', 'mount its disk for writing'],
  ['EEXIST', 'it is a file, not a folder: move it away'],
  ['ENOTDIR', 'a part of it is a file, not a folder: move that away'],
])

/** What writing in a data folder failed with, as one clear line. */
export function unwritable(folder: string, error: unknown): ThalaError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const step = NEXT_STEP.get(code) ?? 'make it writable for this user'
  return new ThalaError(
    'data-folder-unwritable',
    `cannot write to the data folder ${folder} (${errorLine(error)}): ${step}, or set THALA_DATA_DIR to another folder`,
    { cause: error },
  )
}

/** Creates the folder (mode 0700) where it is missing and answers its absolute path. Throws `data-folder-unwritable`. */
export async function openFolder(path: string): Promise<string> {
  const folder = resolve(path)
  const probe = join(folder, `.writable-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    try {
      // With content: a full disk still takes a file without any.
      await writeFile(probe, 'x')
    } finally {
      await rm(probe, { force: true })
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
  return folder
}
