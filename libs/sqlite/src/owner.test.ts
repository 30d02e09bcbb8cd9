import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startChild } from './fixtures/processes.ts'
import { temporaryFolder } from './fixtures/temporary.ts'
import { acquireOwner, readOwner } from './owner.ts'

describe('the owner lock', () => {
  it('of a folder that does not exist is refused with the reason', async () => {
    await expect(acquireOwner(join(temporaryFolder(), 'missing'))).rejects.toMatchObject({
      code: 'data-folder-unwritable',
    })
  })

  it('of a folder on a full disk is refused with what mends it, and is free afterwards', async () => {
    const folder = temporaryFolder()
    const sidecar = join(folder, `owner.json.${process.pid}`)
    symlinkSync('/dev/full', sidecar)
    await expect(acquireOwner(folder)).rejects.toMatchObject({
      code: 'data-folder-unwritable',
      message: expect.stringMatching(new RegExp(`${folder} .*free some disk space`)),
    })
    rmSync(sidecar, { force: true })
    const owner = await acquireOwner(folder)
    expect(owner).not.toBeNull()
    await owner?.release()
  })

  it('is held by one at a time, also within a process', async () => {
    const folder = temporaryFolder()
    const owner = await acquireOwner(folder)
    expect(owner).not.toBeNull()
    expect(await acquireOwner(folder)).toBeNull()
    await owner?.release()
    await owner?.release()
    const next = await acquireOwner(folder)
    expect(next).not.toBeNull()
    await next?.release()
  })

  it('goes to exactly one of several who ask at the same moment', async () => {
    const folder = temporaryFolder()
    const owners = await Promise.all(Array.from({ length: 4 }, () => acquireOwner(folder)))
    const held = owners.filter((owner) => owner !== null)
    expect(held).toHaveLength(1)
    await held[0]?.release()
  })

  it('of another process is respected, and free at once after kill -9', async () => {
    const folder = temporaryFolder()
    const child = startChild(['own', folder])
    expect(await child.line(1)).toBe('owner')
    expect(await acquireOwner(folder)).toBeNull()
    expect(await startChild(['own', folder]).line(1)).toBe('taken')
    expect((await readOwner(folder))?.pid).toBe(child.process.pid)

    await child.kill()
    const owner = await acquireOwner(folder)
    expect(owner).not.toBeNull()
    expect((await readOwner(folder))?.pid).toBe(process.pid)
    await owner?.release()
  })
})

describe('what the owner says about itself', () => {
  it('is null where there is none, or where it cannot be read', async () => {
    const folder = temporaryFolder()
    expect(await readOwner(folder)).toBeNull()
    for (const broken of ['', '{', '{"pid":"7"}', '[]']) {
      writeFileSync(join(folder, 'owner.json'), broken)
      expect(await readOwner(folder)).toBeNull()
    }
  })

  it('tells its process, its start and its address, and goes with it', async () => {
    const folder = temporaryFolder()
    const before = Date.now()
    const owner = await acquireOwner(folder)
    const first = await readOwner(folder)
    expect(first).toEqual({ pid: process.pid, startedAt: expect.any(Number), url: null })
    expect(first?.startedAt).toBeGreaterThanOrEqual(before)
    await owner?.announce('http://127.0.0.1:8080')
    expect(await readOwner(folder)).toEqual({ ...first, url: 'http://127.0.0.1:8080' })
    await owner?.release()
    expect(existsSync(join(folder, 'owner.json'))).toBe(false)
  })
})
