// Which SQLite errors are the call's own fault, and which mean that the disk or the file cannot be used for now.

import { errorLine, ThalaError } from '@thala/contracts/errors'

// Primary result codes, https://www.sqlite.org/rescode.html
const BUSY = 5
const CANTOPEN = 14
const READONLY = 8
const CORRUPT = 11
const NOTADB = 26
const IOERR = 10
const FULL = 13
/** Nothing that a call could have done better: locked, out of memory, read-only, I/O, damaged, full, cannot open, protocol. */
const ENVIRONMENT = new Set([BUSY, 6, 7, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, 15, NOTADB])

/** Primary result code of an error of node:sqlite; 0 for any other error. */
export const resultCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0

export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY
export const isEnvironment = (error: unknown): boolean => ENVIRONMENT.has(resultCode(error))

const NEXT_STEP = new Map([
  [FULL, 'free some disk space'],
  [IOERR, 'check the disk'],
  [READONLY, 'make the file writable for this user'],
  [CORRUPT, 'restore the file from a backup'],
  [NOTADB, 'restore the file from a backup'],
])

/** A failure of the surroundings as `dependency-down`; any other error as it is. */
export function blameSurroundings(error: unknown, file: string): unknown {
  if (!isEnvironment(error)) return error
  const step = NEXT_STEP.get(resultCode(error))
  const line = `the database ${file} cannot be used: ${errorLine(error)}${step ? `; ${step}` : ''}`
  return new ThalaError('dependency-down', line, { cause: error })
}

/** What opening a file failed with, as one clear line. */
export function openingError(error: unknown, file: string): unknown {
  const code = resultCode(error)
  if (code === NOTADB || code === CORRUPT)
    return new ThalaError('bad-input', `${file} is damaged or no SQLite database: restore it, or move it away`, {
      cause: error,
    })
  if (code === CANTOPEN || code === READONLY)
    return new ThalaError(
      'data-folder-unwritable',
      `cannot open ${file} (${errorLine(error)}): make its folder writable for this user, or set THALA_DATA_DIR to another`,
      { cause: error },
    )
  return blameSurroundings(error, file)
}
