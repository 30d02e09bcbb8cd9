import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ThalaError } from '@thala/contracts/errors'
import { describe, expect, it } from 'vitest'
import { blameSurroundings, isBusy, isEnvironment, openingError, resultCode } from './failure.ts'
import { temporaryFolder } from './fixtures/temporary.ts'

/** What SQLite itself throws, so that the table is tested against the engine and not against a copy of its codes. */
function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

function busy(): unknown {
  const file = join(temporaryFolder(), 'busy.db')
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN EXCLUSIVE')
  const other = new DatabaseSync(file, { timeout: 0 })
  const error = thrownBy(() => other.exec('BEGIN IMMEDIATE'))
  other.close()
  holder.close()
  return error
}

function full(): unknown {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE t(b BLOB); PRAGMA max_page_count=3')
  return thrownBy(() => db.prepare('INSERT INTO t VALUES (zeroblob(50000))').run())
}

function notDatabase(): unknown {
  const file = join(temporaryFolder(), 'letter.db')
  writeFileSync(file, 'Dear Sir or Madam, this is a letter and no database. '.repeat(100))
  return thrownBy(() => new DatabaseSync(file).exec('SELECT * FROM sqlite_schema'))
}

function cannotOpen(): unknown {
  const folder = join(temporaryFolder(), 'a-folder.db')
  mkdirSync(folder)
  return thrownBy(() => new DatabaseSync(folder))
}

const constraint = () => {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE t(a NOT NULL)')
  return thrownBy(() => db.prepare('INSERT INTO t VALUES (NULL)').run())
}

describe('errors of SQLite', () => {
  it.each([
    ['a locked file', busy, true, true],
    ['a full disk', full, false, true],
    ['a damaged file', notDatabase, false, true],
    ['a file that cannot be opened', cannotOpen, false, true],
    ['a broken constraint', constraint, false, false],
    ['a syntax error', () => thrownBy(() => new DatabaseSync(':memory:').exec('SELEC 1')), false, false],
    ['an error of something else', () => new Error('no'), false, false],
  ])('%s is told apart', (_name, make, isLocked, isOutside) => {
    const error = make()
    expect([isBusy(error), isEnvironment(error)]).toEqual([isLocked, isOutside])
  })

  it('have no result code unless they come from SQLite', () => {
    expect(resultCode('SQLITE_BUSY')).toBe(0)
    expect(resultCode(null)).toBe(0)
  })

  it('of the surroundings become dependency-down with a next step', () => {
    const blamed = blameSurroundings(full(), '/data/thala.db')
    expect(blamed).toBeInstanceOf(ThalaError)
    expect(blamed).toMatchObject({ code: 'dependency-down' })
    expect(String(blamed)).toContain('/data/thala.db')
    expect(String(blamed)).toContain('free some disk space')
  })

  it("that are the call's own fault stay as they are", () => {
    const error = constraint()
    expect(blameSurroundings(error, 'x')).toBe(error)
    expect(openingError(error, 'x')).toBe(error)
  })

  it.each([
    [notDatabase, 'bad-input'],
    [cannotOpen, 'data-folder-unwritable'],
    [busy, 'dependency-down'],
  ])('at opening say which file and what to do', (make, code) => {
    expect(openingError(make(), '/data/thala.db')).toMatchObject({ code, message: expect.stringContaining('/data/') })
  })
})
