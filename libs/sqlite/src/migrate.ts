// Brings a file up to what the modules know, and refuses one that knows more.

import type { DatabaseSync } from 'node:sqlite'
import { ThalaError } from '@thala/contracts/errors'
import { BUSY_TIMEOUT_MS, whenFree } from './busy.ts'
import type { Module } from './port.ts'

const TABLE = `CREATE TABLE IF NOT EXISTS thala_migrations(
  module TEXT NOT NULL, step INTEGER NOT NULL, applied_at INTEGER NOT NULL, PRIMARY KEY(module, step)) WITHOUT ROWID`

/** How many migrations of a module the file has had. */
function applied(db: DatabaseSync, module: Module): number {
  const row = db.prepare('SELECT count(*) AS n FROM thala_migrations WHERE module = ?').get(module.name)
  return Number(row?.n ?? 0)
}

function refuseNewer(module: Module, has: number, file: string): void {
  if (has <= module.migrations.length) return
  throw new ThalaError(
    'data-folder-newer',
    `${file} was written by a newer version of Thala (${module.name}: schema ${has}, this one knows ${module.migrations.length}): update Thala, or set THALA_DATA_DIR to another folder`,
  )
}

/** All or nothing, also when two processes open a new file at once. */
export function migrate(db: DatabaseSync, modules: readonly Module[], file: string): void {
  whenFree(() => db.exec('BEGIN IMMEDIATE'), Date.now() + BUSY_TIMEOUT_MS, file)
  try {
    db.exec(TABLE)
    const insert = db.prepare('INSERT INTO thala_migrations(module, step, applied_at) VALUES (?, ?, ?)')
    for (const module of modules) {
      const has = applied(db, module)
      refuseNewer(module, has, file)
      for (const [step, script] of module.migrations.entries()) {
        if (step < has) continue
        db.exec(script)
        insert.run(module.name, step, Date.now())
      }
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** For a reader alone: it cannot migrate, so the file must be exactly at this version. */
export function requireMigrated(db: DatabaseSync, modules: readonly Module[], file: string): void {
  const table = db.prepare("SELECT 1 AS one FROM sqlite_schema WHERE name = 'thala_migrations'").get()
  for (const module of modules) {
    const has = table === undefined ? 0 : applied(db, module)
    refuseNewer(module, has, file)
    if (has < module.migrations.length)
      throw new ThalaError('not-found', `${file} has not been set up by this version yet: run 'npm start' once`)
  }
}
