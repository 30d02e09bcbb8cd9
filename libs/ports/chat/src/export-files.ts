// Reads the JSON files of an export, one at a time. Promise: never leaves the folder, never reads more than the limit,
// and answers what is wrong with a file, and where, rather than throwing.

import { open, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { errorLine, sha256 } from '@thala/contracts'
import { z } from 'zod'
import { faultAt } from './json-fault.ts'

/** Largest file that is read. A day of one channel is rarely over 1 MB. */
export const MAX_FILE_BYTES = 64 * 2 ** 20
/** Of an unreadable file at most this many bytes go to the dead letters: a record of the log holds no more than 1 MB. */
export const MAX_REJECT_BYTES = 256 * 2 ** 10

const capped = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, MAX_REJECT_BYTES)

/** One entry of a list, as the dead letters keep it. */
export const entryBytes = (entry: unknown): Uint8Array => capped(new TextEncoder().encode(JSON.stringify(entry)))

export type FileReading =
  | { readonly ok: true; readonly list: readonly unknown[]; readonly hash: string }
  | { readonly ok: false; readonly bytes: Uint8Array; readonly reason: string; readonly hash: string }

/** `root` is a real path; `name` is relative to it. */
export async function readList(root: string, name: string, maxBytes = MAX_FILE_BYTES): Promise<FileReading> {
  const unreadable = (reason: string, bytes: Uint8Array = new Uint8Array()): FileReading => {
    const kept = capped(bytes)
    const cut = kept.length < bytes.length ? `; the first ${kept.length} of ${bytes.length} bytes are kept` : ''
    return { ok: false, bytes: kept, reason: `${reason}${cut}`, hash: sha256(bytes.length > 0 ? bytes : reason) }
  }
  let bytes: Uint8Array
  try {
    const real = await realpath(join(root, name))
    if (relative(root, real).split(sep)[0] === '..')
      return unreadable('a link that leads out of the export: not followed')
    const file = await open(real)
    try {
      const { size } = await file.stat()
      if (size > maxBytes) return unreadable(`${size} bytes, and at most ${maxBytes} are read`)
      bytes = await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    return unreadable(`cannot be read: ${errorLine(error)}`)
  }
  const parsed = parseList(bytes)
  return parsed.ok ? { ...parsed, hash: sha256(bytes) } : unreadable(parsed.reason, bytes)
}

/** A JSON array. A fault is named with its line and column. */
export function parseList(
  bytes: Uint8Array,
): { readonly ok: true; readonly list: readonly unknown[] } | { readonly ok: false; readonly reason: string } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { ok: false, reason: 'not UTF-8' }
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, reason: `not JSON: ${placed(text)}` }
  }
  const list = z.array(z.unknown()).safeParse(json)
  return list.success ? { ok: true, list: list.data } : { ok: false, reason: 'expected a JSON array' }
}

function placed(text: string): string {
  const at = faultAt(text)
  const lines = text.slice(0, at).split('\n')
  const what = at >= text.length ? 'the file ends too early' : 'something else was expected'
  return `${what} at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
