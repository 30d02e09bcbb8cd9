// A table of tickets (CSV).

import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { hashId, type ReaderMap, sha256, ThalaError } from '@thala/contracts'
import { readTicketExport } from '@thala/tickets'
import type { Item, Reading, ReadingOptions } from './reading.ts'

/** Name of a helpdesk that nobody named. */
export const DEFAULT_HELPDESK = 'helpdesk'
const MAX_BYTES = 128 * 2 ** 20

export async function readTickets(
  path: string,
  options: ReadingOptions,
  readers: ReaderMap,
  receivedAt: number,
): Promise<Reading> {
  const source = options.source ?? DEFAULT_HELPDESK
  if (!/^[\w.-]{1,64}$/.test(source))
    throw new ThalaError('bad-input', `--source ${source}: expected a name of letters, digits, dots and dashes`)
  const bytes = await readBounded(path)
  const read = readTicketExport(bytes, { source, receivedAt, readers })
  return {
    digest: hashId(sha256(bytes), source, ...[...readers].flat()),
    total: read.events.length + read.rejects.length,
    async *items(): AsyncGenerator<Item> {
      for (const reject of read.rejects) yield { kind: 'reject', ...reject, where: `${basename(path)} ${reject.where}` }
      for (const entry of read.entries) yield { kind: 'directory', entry }
      for (const event of read.events) yield { kind: 'message', output: 'ticket', event, files: [] }
    },
    close: async () => undefined,
  }
}

async function readBounded(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > MAX_BYTES) throw new ThalaError('bad-input', `${path}: ${size} bytes, and at most ${MAX_BYTES} are read`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
