import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyBlobs } from './copy.ts'
import { openFolderBlobs } from './folder.ts'
import { openMemoryBlobs } from './memory.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-blobs-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('copying blobs', () => {
  it('takes every blob along, and nothing that is none', async () => {
    const from = await openFolderBlobs(folder)
    const ids = [await from.put(new Uint8Array([1])), await from.put(new Uint8Array([2]))]
    await writeFile(join(folder, 'ab'), 'no folder')
    await writeFile(join(folder, 'README'), 'no blob')
    const into = openMemoryBlobs()
    expect(await copyBlobs(folder, into)).toBe(2)
    for (const id of ids) expect(await into.get(id)).toEqual(Uint8Array.from((await from.get(id)) ?? []))
  })

  it('may be begun again, also into the same folder', async () => {
    const from = await openFolderBlobs(folder)
    const id = await from.put(new Uint8Array([1]))
    expect(await copyBlobs(folder, from)).toBe(1)
    expect(await copyBlobs(folder, from)).toBe(1)
    expect(await from.get(id)).not.toBeNull()
  })

  it('of a folder that is not there copies nothing', async () => {
    expect(await copyBlobs(join(folder, 'nowhere'), openMemoryBlobs())).toBe(0)
  })
})
