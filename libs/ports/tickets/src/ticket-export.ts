// A table of tickets as messages in source-time order. Promise: each bad row is told with its bytes, its line and the
// column at fault; the others go on; equal bytes give equal events.

import { ThalaError } from '@thala/contracts'
import { isBroken, readTable } from './csv-table.ts'
import { latestTime, queueEntry, type TicketContext, type TicketEvent, ticketMessages } from './ticket-message.ts'
import {
  type Header,
  missingColumns,
  readHeader,
  readTicketRow,
  requiredColumns,
  type TicketRow,
} from './ticket-row.ts'

export interface BadRow {
  readonly bytes: Uint8Array
  readonly where: string
  readonly reason: string
}

export interface TicketExport {
  readonly entries: readonly ReturnType<typeof queueEntry>[]
  /** By creation. */
  readonly events: readonly TicketEvent[]
  readonly rejects: readonly BadRow[]
  readonly rows: number
}

/** Whether a first line is the header of a table of tickets. */
export const looksLikeTickets = (bytes: Uint8Array): boolean => {
  try {
    return missingColumns(readHeader(readTable(firstLine(bytes), known).header)).length === 0
  } catch {
    return false
  }
}

const known = (cells: readonly string[]): number => readHeader(cells).size

const firstLine = (bytes: Uint8Array): Uint8Array => {
  // In UTF-16 the byte of a line break may stand for another character, which only makes the line longer or shorter.
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe
  const end = bytes.indexOf(0x0a)
  return wide || end < 0 ? bytes : bytes.subarray(0, end + 1)
}

/** Throws `bad-input` when the bytes are no such table. */
export function readTicketExport(bytes: Uint8Array, options: Omit<TicketContext, 'latestMs'>): TicketExport {
  const table = readTable(bytes, known)
  const header = readHeader(table.header)
  const missing = missingColumns(header)
  if (missing.length > 0)
    throw new ThalaError(
      'bad-input',
      `no table of tickets: the header lacks ${missing.join(' and ')} (${requiredColumns.join(', ')} are needed)`,
    )
  const { rows, rejects } = readRows(table.rows, header)
  const context = { ...options, latestMs: latestTime(rows, options.receivedAt) }
  const queues = [...new Set(rows.map(({ ticket }) => ticket.queue))].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))
  return {
    entries: queues.map((queue) => queueEntry(queue, context)),
    events: rows.flatMap((row) => ticketMessages(row, context)).sort(bySourceTime),
    rejects,
    rows: table.rows.length,
  }
}

function readRows(table: ReturnType<typeof readTable>['rows'], header: Header) {
  const rows: TicketRow[] = []
  const rejects: BadRow[] = []
  for (const row of table) {
    const read = isBroken(row) ? { ok: false as const, reason: row.reason } : readTicketRow(row.cells, header)
    if (read.ok) rows.push(read.row)
    else rejects.push({ bytes: row.bytes, where: `line ${row.line}`, reason: read.reason })
  }
  return { rows, rejects }
}

const bySourceTime = (a: TicketEvent, b: TicketEvent): number =>
  a.at - b.at || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : a.revision - b.revision)
