// Opens the two kinds of connection with the settings that the promises of the port rest on.

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { ThalaError } from '@thala/contracts/errors'
import { BUSY_TIMEOUT_MS, whenFree } from './busy.ts'

/** Bytes to which a write-ahead log that once grew is cut back. */
const JOURNAL_LIMIT = 64 * 1024 * 1024

/** Kibibytes of pages kept in memory for each connection. */
const CACHE_KIB = 32_768

export function connectWriter(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 0 })
  // Changing to WAL takes the file for itself for a moment, and the first statement may have to recover after a kill.
  whenFree(() => db.exec('PRAGMA journal_mode=WAL'), Date.now() + BUSY_TIMEOUT_MS, file)
  db.exec(`PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;
    PRAGMA cache_size=-${CACHE_KIB}; PRAGMA journal_size_limit=${JOURNAL_LIMIT}`)
  return db
}

export function connectReader(file: string): DatabaseSync {
  if (!existsSync(file))
    throw new ThalaError('not-found', `there is no data yet (${file} does not exist): run 'npm start' once`)
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  db.exec(`PRAGMA temp_store=MEMORY; PRAGMA cache_size=-${CACHE_KIB}`)
  return db
}
