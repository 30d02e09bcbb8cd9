import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolderFiles } from './folder-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), name)
  }
}

describe('the files of a folder', () => {
  it('are refused where there is none', async () => {
    await put('file')
    await expect(openFolderFiles(join(folder, 'none'))).rejects.toThrow('none: does not exist')
    await expect(openFolderFiles(join(folder, 'file'))).rejects.toThrow('file: is a file, not a folder')
  })

  it('are listed as deep as files of messages lie, or as was asked', async () => {
    await put('b.json', 'a/x/1', 'a/x/y/too-deep', 'a/2')
    expect((await openFolderFiles(folder)).names).toEqual(['a/2', 'a/x/1', 'b.json'])
    expect((await openFolderFiles(folder, 1)).names).toEqual(['b.json'])
  })

  it('are not followed round in circles, nor read through a link that leads out', async () => {
    await put('inner/a/file')
    await symlink(join(folder, 'inner'), join(folder, 'inner/a/back'))
    await symlink('/etc', join(folder, 'inner/out'))
    const files = await openFolderFiles(join(folder, 'inner'))
    expect(files.names).toContain('a/file')
    expect(files.names.some((name) => name.startsWith('a/back/'))).toBe(false)
    expect(await files.read('out/passwd', 10_000)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('leads out'),
    })
  })

  it('keep nobody waiting for a pipe among them', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    expect(await (await openFolderFiles(folder)).read('pipe', 10)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('neither a file nor a folder'),
    })
  })

  it('are read whole, or not at all', async () => {
    await put('file')
    const files = await openFolderFiles(folder)
    expect(await files.read('file', 4)).toEqual({ ok: true, bytes: Buffer.from('file') })
    expect(await files.read('file', 3)).toEqual({ ok: false, reason: '4 bytes, and at most 3 are read' })
    expect((await files.read('gone', 3)).ok).toBe(false)
  })
})
