import { mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blobsContract } from './contract.ts'
import { blobFolder, openFolderBlobs } from './folder.ts'

blobsContract('blobs in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thala-blobs-'))
  return {
    blobs: await openFolderBlobs(folder),
    another: () => openFolderBlobs(folder),
    close: () => rm(folder, { recursive: true }),
  }
})

describe('a folder of blobs', () => {
  let parent: string
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'thala-blobs-'))
  })
  afterEach(() => rm(parent, { recursive: true }))

  const bytes = new TextEncoder().encode('what was attached')
  const placeOf = (folder: string, id: string) => join(folder, id.slice(0, 2), id.slice(2))
  const mode = async (path: string) => (await stat(path)).mode & 0o777

  it('that cannot be made says which variable would mend it', async () => {
    await writeFile(join(parent, 'file'), '')
    const blobs = await openFolderBlobs(join(parent, 'file'))
    await expect(blobs.put(bytes)).rejects.toMatchObject({
      code: 'data-folder-unwritable',
      message: expect.stringContaining('THALA_BLOBS_DIR'),
    })
  })

  it('that nobody has put anything into is not made, and holds nothing', async () => {
    const folder = join(parent, 'blobs')
    expect(await (await openFolderBlobs(folder)).get('a'.repeat(64))).toBeNull()
    expect(await readdir(parent)).toEqual([])
  })

  it('is written to as soon as it can be, after it could not', async () => {
    const folder = join(parent, 'blobs')
    await writeFile(folder, '')
    const blobs = await openFolderBlobs(folder)
    await expect(blobs.put(bytes)).rejects.toMatchObject({ code: 'data-folder-unwritable' })
    await rm(folder)
    expect(await blobs.get(await blobs.put(bytes))).not.toBeNull()
  })

  it('that became unwritable says so when bytes are put', async () => {
    const folder = join(parent, 'blobs')
    const blobs = await openFolderBlobs(folder)
    await blobs.put(new Uint8Array())
    await rm(join(folder, '.unfinished'), { recursive: true })
    await expect(blobs.put(bytes)).rejects.toMatchObject({ code: 'data-folder-unwritable' })
  })

  it('is readable by this user alone, and so is every blob in it', async () => {
    const folder = join(parent, 'blobs')
    const id = await (await openFolderBlobs(folder)).put(bytes)
    expect(await mode(folder)).toBe(0o700)
    expect(await mode(join(folder, id.slice(0, 2)))).toBe(0o700)
    expect(await mode(placeOf(folder, id))).toBe(0o600)
  })

  it('holds one file for the same bytes, and nothing unfinished', async () => {
    const blobs = await openFolderBlobs(parent)
    const id = await blobs.put(bytes)
    await blobs.put(bytes)
    expect(await readdir(join(parent, id.slice(0, 2)))).toEqual([id.slice(2)])
    expect(await readdir(join(parent, '.unfinished'))).toEqual([])
  })

  it('writes a shortened blob again', async () => {
    const blobs = await openFolderBlobs(parent)
    const id = await blobs.put(bytes)
    await truncate(placeOf(parent, id), 3)
    await blobs.put(bytes)
    expect((await blobs.get(id))?.length).toBe(bytes.length)
  })

  it('is swept of what a dead process left half written, not of what another is writing', async () => {
    await (await openFolderBlobs(parent)).put(bytes)
    const left = join(parent, '.unfinished', 'left')
    const young = join(parent, '.unfinished', 'young')
    await writeFile(left, 'half')
    await writeFile(young, 'half')
    await utimes(left, 0, 0)
    await (await openFolderBlobs(parent)).put(new Uint8Array())
    expect(await readdir(join(parent, '.unfinished'))).toEqual(['young'])
  })

  it('does not take a blob that cannot be read for one that is absent', async () => {
    const blobs = await openFolderBlobs(parent)
    const id = await blobs.put(bytes)
    await rm(placeOf(parent, id))
    await mkdir(placeOf(parent, id))
    await expect(blobs.get(id)).rejects.toThrow('EISDIR')
  })
})

describe('the folder of an installation', () => {
  it('lies in the data folder, unless a variable names another', () => {
    expect(blobFolder({}, '/data')).toBe('/data/blobs')
    expect(blobFolder({ THALA_BLOBS_DIR: '' }, '/data')).toBe('/data/blobs')
    expect(blobFolder({ THALA_BLOBS_DIR: '/elsewhere' }, '/data')).toBe('/elsewhere')
    expect(blobFolder({ THALA_DATA_DIR: '/mine' })).toBe('/mine/blobs')
  })

  it('is taken from where the command was given', () => {
    expect(blobFolder({ INIT_CWD: '/here', THALA_BLOBS_DIR: 'pictures' }, '/data')).toBe('/here/pictures')
    expect(blobFolder({ INIT_CWD: '/here', THALA_BLOBS_DIR: '/elsewhere' }, '/data')).toBe('/elsewhere')
    expect(blobFolder({ INIT_CWD: '/here' })).toBe('/here/.thala/blobs')
  })
})
