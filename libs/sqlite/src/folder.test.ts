import { chmodSync, existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './fixtures/temporary.ts'
import { databaseFile, openFolder, unwritable } from './folder.ts'

describe('openFolder', () => {
  it('refuses a path below a file, naming the path and the variable', async () => {
    const file = join(temporaryFolder(), 'a-file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')])
      await expect(openFolder(path)).rejects.toMatchObject({
        code: 'data-folder-unwritable',
        message: expect.stringMatching(new RegExp(`${path}.*THALA_DATA_DIR`)),
      })
  })

  it('refuses a folder in which nothing can be created', async () => {
    // /proc refuses new entries to everybody, root included.
    await expect(openFolder('/proc/self')).rejects.toMatchObject({ code: 'data-folder-unwritable' })
  })

  it('refuses a folder on a full disk, and leaves nothing there', async () => {
    const path = temporaryFolder()
    // Whoever writes to this device finds the disk full.
    symlinkSync('/dev/full', join(path, `.writable-${process.pid}`))
    await expect(openFolder(path)).rejects.toMatchObject({
      code: 'data-folder-unwritable',
      message: expect.stringMatching(new RegExp(`${path} .*free some disk space`)),
    })
    expect(readdirSync(path)).toEqual([])
  })

  it('creates what is missing, for this user alone', async () => {
    const path = join(temporaryFolder(), 'deep', 'data')
    expect(await openFolder(path)).toBe(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(path)).toEqual([])
  })

  it('leaves a folder that exists as it is', async () => {
    const path = temporaryFolder()
    chmodSync(path, 0o750)
    writeFileSync(databaseFile(path), 'kept')
    await openFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o750)
    expect(existsSync(databaseFile(path))).toBe(true)
  })

  it('makes a relative path absolute', async () => {
    expect(await openFolder('/tmp/../tmp')).toBe('/tmp')
  })
})

describe('what keeps a folder from being written', () => {
  it.each([
    ['ENOSPC', /free some disk space/],
    ['EDQUOT', /quota/],
    ['EROFS', /mount its disk for writing/],
    ['EACCES', /make it writable for this user/],
  ])('is said with what mends it: %s', (code, step) => {
    const { message } = unwritable('/data', Object.assign(new Error('no'), { code }))
    expect(message).toContain('/data')
    expect(message).toMatch(step)
  })
})
