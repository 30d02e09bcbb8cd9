import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { whenFree } from './busy.ts'
import { temporaryFolder } from './fixtures/temporary.ts'

function lockedFile() {
  const file = join(temporaryFolder(), 'x.db')
  const holder = new DatabaseSync(file)
  holder.exec('CREATE TABLE t(a); BEGIN IMMEDIATE')
  const waiter = new DatabaseSync(file, { timeout: 0 })
  return { holder, waiter }
}

describe('whenFree', () => {
  it('gives up as dependency-down once the deadline has passed, after at least one try', () => {
    const { holder, waiter } = lockedFile()
    let tries = 0
    const begin = () => {
      tries += 1
      waiter.exec('BEGIN IMMEDIATE')
    }
    expect(() => whenFree(begin, 0, 'x.db')).toThrowError(
      expect.objectContaining({ code: 'dependency-down', message: expect.stringContaining('x.db') }),
    )
    expect(tries).toBe(1)
    holder.close()
  })

  it('tries again until the lock is free', () => {
    const { holder, waiter } = lockedFile()
    let tries = 0
    const begin = () => {
      tries += 1
      if (tries === 3) holder.exec('COMMIT')
      waiter.exec('BEGIN IMMEDIATE')
      return 'mine'
    }
    expect(whenFree(begin, Date.now() + 30_000, 'x.db')).toBe('mine')
    expect(tries).toBe(3)
  })

  it('does not try again what failed for another reason', () => {
    let tries = 0
    const fail = () => {
      tries += 1
      throw new Error('syntax')
    }
    expect(() => whenFree(fail, Date.now() + 30_000, 'x.db')).toThrow('syntax')
    expect(tries).toBe(1)
  })
})
