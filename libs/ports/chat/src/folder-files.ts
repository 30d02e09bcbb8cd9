// An export that was unpacked into a folder. Promise: no link that leads out of the folder is followed.

import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts'
import { type BytesReading, type ExportFiles, tooLarge } from './export-files.ts'
import { NO_FILE, unreadable } from './unreadable.ts'

/** Files of messages lie at most so deep: `general/attachments/F1-name`, `__uploads/F1/name`. */
const MAX_DEPTH = 3
export const MAX_FILES = 1_000_000

/** `maxDepth`: 1 for what lies right in the folder. Throws `bad-input` when the path cannot be read. */
export async function openFolderFiles(path: string, maxDepth = MAX_DEPTH): Promise<ExportFiles> {
  const root = await realpath(path).catch((error: unknown) => refuse(path, error))
  const names: string[] = []
  await list({ root, names, maxDepth }, '').catch((error: unknown) => refuse(path, error))
  return { names, refused: [], read: (name, maxBytes) => readIn(root, name, maxBytes), close: async () => undefined }
}

function refuse(path: string, error: unknown): never {
  throw unreadable(path, error)
}

interface Listing {
  readonly root: string
  readonly names: string[]
  readonly maxDepth: number
}

async function list(listing: Listing, folder: string, depth = 1): Promise<void> {
  const { root, names, maxDepth } = listing
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    // A link at the top may be a folder: it is listed, and reading a file through it checks where it leads.
    const mayHold = entry.isDirectory() || (entry.isSymbolicLink() && depth === 1)
    const before = names.length
    if (mayHold && depth < maxDepth) await list(listing, name, depth + 1).catch(() => undefined)
    if (!entry.isDirectory() && names.length === before) names.push(name)
    if (names.length > MAX_FILES) throw new ThalaError('bad-input', `${root}: more than ${MAX_FILES} files`)
  }
}

/** `root` is a real path. */
async function readIn(root: string, name: string, maxBytes: number): Promise<BytesReading> {
  try {
    const real = await realpath(join(root, name))
    if (relative(root, real).split(sep)[0] === '..')
      return { ok: false, reason: 'a link that leads out of the export: not followed' }
    // Opening a pipe would wait for its other end.
    const found = await stat(real)
    if (!found.isFile() && !found.isDirectory()) return { ok: false, reason: NO_FILE }
    const file = await open(real)
    try {
      const { size } = await file.stat()
      if (size > maxBytes) return { ok: false, reason: tooLarge(size, maxBytes) }
      return { ok: true, bytes: await file.readFile() }
    } finally {
      await file.close()
    }
  } catch (error) {
    return { ok: false, reason: `cannot be read: ${errorLine(error)}` }
  }
}
