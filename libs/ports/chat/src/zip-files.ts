// An export as the zip that it came in. Promise: nothing is unpacked to disk; names that lead elsewhere are refused; what
// an entry claims to be is checked against what it is; a zip that would grow beyond reason is refused before it is read.

import { errorLine, ThalaError } from '@thala/contracts'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type BytesReading, type ExportFiles, tooLarge } from './export-files.ts'

/** Bounds of a whole zip. JSON packs to a twentieth; a bomb, to a thousandth and less. */
export interface ZipLimits {
  readonly entries: number
  /** Bytes unpacked for each byte of the zip. */
  readonly ratio: number
  /** Up to here the ratio does not count: a small zip may hold a long run of blanks. */
  readonly freeBytes: number
}
export const ZIP_LIMITS: ZipLimits = { entries: 500_000, ratio: 100, freeBytes: 256 * 2 ** 20 }

const UNIX_TYPE = 0o170000
const UNIX_LINK = 0o120000
const MAX_NAME = 1_024

/** Throws `bad-input` when the file is no zip, or one beyond the limits. */
export async function openZipFiles(path: string, limits: ZipLimits = ZIP_LIMITS): Promise<ExportFiles> {
  let zip: ZipFile
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true, decodeStrings: false })
  } catch (error) {
    throw new ThalaError('bad-input', `${path}: not a zip that can be read: ${errorLine(error)}`, { cause: error })
  }
  try {
    const { entries, refused } = await listed(zip, path, limits)
    return {
      names: [...entries.keys()].sort(),
      refused,
      read: (name, maxBytes) => readEntry(zip, entries.get(name), maxBytes),
      close: async () => zip.close(),
    }
  } catch (error) {
    zip.close()
    if (error instanceof ThalaError) throw error
    throw new ThalaError('bad-input', `${path}: a broken zip: ${errorLine(error)}`, { cause: error })
  }
}

async function listed(zip: ZipFile, path: string, limits: ZipLimits) {
  const entries = new Map<string, Entry>()
  const refused: ExportFiles['refused'][number][] = []
  if (zip.entryCount > limits.entries)
    throw new ThalaError('bad-input', `${path}: ${zip.entryCount} entries, and at most ${limits.entries} are read`)
  const most = Math.max(limits.freeBytes, zip.fileSize * limits.ratio)
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry)
    const reason = faultOf(entry, name)
    if (reason !== null) refused.push({ name: name.slice(0, 200), reason })
    else if (!name.endsWith('/') && !entries.has(name)) entries.set(name, entry)
    unpacked += entry.uncompressedSize
    if (unpacked > most)
      throw new ThalaError('bad-input', `${path}: would unpack to more than ${most} bytes: refused as a zip bomb`)
  }
  return { entries: withoutOuterFolder(entries), refused }
}

/** UTF-8, whatever the entry says of itself: names of exports are ASCII, those of files often lack the mark. */
function nameOf({ fileNameRaw }: Entry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fileNameRaw)
  } catch {
    return fileNameRaw.toString('latin1')
  }
}

function faultOf({ externalFileAttributes }: Entry, name: string): string | null {
  if (((externalFileAttributes >>> 16) & UNIX_TYPE) === UNIX_LINK) return 'a link: not followed'
  const isOutside = /^(?:\/|\\|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..') || name.includes('\0')
  if (isOutside) return 'a path that leads out of the export'
  return name.length > MAX_NAME ? `a name of more than ${MAX_NAME} characters` : null
}

/** Some tools pack the folder rather than what is in it. */
function withoutOuterFolder(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  if (entries.has('users.json')) return entries
  const inner = [...entries.keys()].filter((name) => /^[^/]+\/users\.json$/.test(name))
  const prefix = inner.length === 1 ? inner[0]?.slice(0, -'users.json'.length) : undefined
  if (prefix === undefined) return entries
  return new Map(
    [...entries].flatMap(([name, entry]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), entry]] : [])),
  )
}

async function readEntry(zip: ZipFile, entry: Entry | undefined, maxBytes: number): Promise<BytesReading> {
  if (!entry) return { ok: false, reason: 'cannot be read: not in the zip' }
  if (entry.isEncrypted()) return { ok: false, reason: 'encrypted: cannot be read' }
  if (entry.uncompressedSize > maxBytes) return { ok: false, reason: tooLarge(entry.uncompressedSize, maxBytes) }
  try {
    const parts: Uint8Array[] = []
    let length = 0
    for await (const part of await zip.openReadStreamPromise(entry)) {
      if (!(part instanceof Uint8Array)) continue
      length += part.length
      if (length > maxBytes) return { ok: false, reason: tooLarge(length, maxBytes) }
      parts.push(part)
    }
    return { ok: true, bytes: Buffer.concat(parts) }
  } catch (error) {
    return { ok: false, reason: `cannot be read: ${errorLine(error)}` }
  }
}
