// The files of an export, in a folder or in a zip, and the JSON in them. Promise: nothing outside of the export is read,
// nothing larger than the limit, and what is wrong with a file, and where, is answered rather than thrown.

import { errorLine, rejectBytes, sha256 } from '@thala/contracts'
import { z } from 'zod'
import { faultAt } from './json-fault.ts'

/** Largest file that is read. A day of one channel is rarely over 1 MB. */
export const MAX_FILE_BYTES = 64 * 2 ** 20

export type BytesReading =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: string }

/** Names are paths within the export, with `/` between their parts. */
export interface ExportFiles {
  readonly names: readonly string[]
  /** Entries that are left out, and why: paths that lead elsewhere. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[]
  read(name: string, maxBytes: number): Promise<BytesReading>
  close(): Promise<void>
}

export const tooLarge = (bytes: number, maxBytes: number): string => `${bytes} bytes, and at most ${maxBytes} are read`

export type FileReading =
  | { readonly ok: true; readonly list: readonly unknown[]; readonly hash: string }
  | { readonly ok: false; readonly bytes: Uint8Array; readonly reason: string; readonly hash: string }

export async function readList(
  files: Pick<ExportFiles, 'read'>,
  name: string,
  maxBytes = MAX_FILE_BYTES,
): Promise<FileReading> {
  const unreadable = (reason: string, bytes: Uint8Array = new Uint8Array()): FileReading => {
    const kept = rejectBytes(bytes)
    const cut = kept.length < bytes.length ? `; the first ${kept.length} of ${bytes.length} bytes are kept` : ''
    return { ok: false, bytes: kept, reason: `${reason}${cut}`, hash: sha256(bytes.length > 0 ? bytes : reason) }
  }
  const read = await files.read(name, maxBytes)
  if (!read.ok) return unreadable(read.reason)
  const parsed = parseList(read.bytes)
  return parsed.ok ? { ...parsed, hash: sha256(read.bytes) } : unreadable(parsed.reason, read.bytes)
}

type Parsed<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: string }

/** A fault is named with its line and column. */
export function parseJson(bytes: Uint8Array): Parsed<{ readonly json: unknown }> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    // A text longer than the engine holds is refused with another error than bytes that are none.
    return { ok: false, reason: error instanceof TypeError ? 'not UTF-8' : errorLine(error) }
  }
  try {
    return { ok: true, json: JSON.parse(text) }
  } catch {
    return { ok: false, reason: `not JSON: ${placed(text)}` }
  }
}

/** A JSON array. */
export function parseList(bytes: Uint8Array): Parsed<{ readonly list: readonly unknown[] }> {
  const parsed = parseJson(bytes)
  if (!parsed.ok) return parsed
  const list = z.array(z.unknown()).safeParse(parsed.json)
  return list.success ? { ok: true, list: list.data } : { ok: false, reason: 'expected a JSON array' }
}

function placed(text: string): string {
  const at = faultAt(text)
  const lines = text.slice(0, at).split('\n')
  const what = at >= text.length ? 'the file ends too early' : 'something else was expected'
  return `${what} at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
