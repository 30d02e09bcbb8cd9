// From a folder to another place: what is there already is not written again, so that it may be begun again.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openFolderBlobs } from './folder.ts'
import { type Blobs, isBlobId } from './port.ts'

/** Answers how many blobs the folder has; 0 where there is no such folder. */
export async function copyBlobs(folder: string, into: Pick<Blobs, 'put'>): Promise<number> {
  const ids = await idsIn(folder)
  if (ids.length === 0) return 0
  const from = await openFolderBlobs(folder)
  for (const id of ids) {
    const bytes = await from.get(id)
    if (bytes) await into.put(bytes)
  }
  return ids.length
}

async function idsIn(folder: string): Promise<readonly string[]> {
  const heads = await namesIn(folder)
  const ids = await Promise.all(
    heads
      .filter((head) => head.length === 2)
      .map(async (head) => (await namesIn(join(folder, head))).map((rest) => head + rest)),
  )
  return ids.flat().filter(isBlobId)
}

const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
