// Blobs in a folder: `<folder>/ab/cdef…`. A blob appears whole under its name or not at all, for it is written beside,
// flushed, and renamed; readable by this user alone. Several processes may use one folder.

import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts'
import { type Blobs, checkedBlobId } from './port.ts'

const UNFINISHED = '.unfinished'
/** What a write left that old, its process did not live to finish. */
const ABANDONED_AFTER_MS = 3_600_000

type Env = Readonly<Record<string, string | undefined>>

/** Where the blobs of an installation are: `THALA_BLOBS_DIR`, taken from where the command was given, else in its data folder. */
export const blobFolder = (env: Env, dataDir: string = env.THALA_DATA_DIR || '.thala'): string =>
  resolve(env.INIT_CWD ?? '.', env.THALA_BLOBS_DIR || join(dataDir, 'blobs'))

/**
 * Reading needs no more than a folder that may be read. The first `put` makes it (mode 0700) where it is missing; one that
 * cannot be written throws `data-folder-unwritable`.
 */
export async function openFolderBlobs(path: string): Promise<Blobs> {
  const folder = resolve(path)
  const unfinished = join(folder, UNFINISHED)
  const placeOf = (id: string) => join(folder, id.slice(0, 2), id.slice(2))
  let prepared: Promise<void> | undefined
  const prepareOnce = () => {
    prepared ??= prepare(unfinished).catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    return prepared
  }

  return {
    async put(bytes) {
      const id = createHash('sha256').update(bytes).digest('hex')
      const place = placeOf(id)
      if (await holds(place, bytes)) return id
      try {
        await prepareOnce()
        await writeWhole(join(unfinished, randomUUID()), place, bytes)
      } catch (error) {
        throw unwritable(folder, error)
      }
      return id
    },
    async get(sha256) {
      try {
        return await readFile(placeOf(checkedBlobId(sha256)))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    async remove(sha256) {
      await rm(placeOf(checkedBlobId(sha256)), { force: true })
    },
  }
}

/** Answers whether the blob is there already; one that a disk has shortened is written again. */
const holds = (place: string, bytes: Uint8Array): Promise<boolean> =>
  stat(place).then(
    (found) => found.size === bytes.length,
    () => false,
  )

async function writeWhole(beside: string, place: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await rename(beside, place)
    await flushFolder(dirname(place))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** The name of a new file lasts only once its folder is on the disk as well. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function prepare(unfinished: string): Promise<void> {
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  for (const name of await readdir(unfinished)) await sweep(join(unfinished, name))
}

async function sweep(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true })
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

const unwritable = (folder: string, error: unknown): ThalaError =>
  new ThalaError(
    'data-folder-unwritable',
    `cannot write attachments to ${folder} (${errorLine(error)}): make room and make it writable for this user, or set THALA_BLOBS_DIR to another folder`,
    { cause: error },
  )
