// A table out of the bytes of a CSV file: encoding and delimiter found out, quotes and newlines within cells kept.
// Promise: a broken row is told with its bytes and its line, and the rows after it are read.

import { rejectBytes, ThalaError } from '@thala/contracts'
import { CsvError, type Options, parse } from 'csv-parse/sync'

/** Largest file: it is held in memory while it is read. */
export const MAX_CSV_BYTES = 128 * 2 ** 20
/** Largest row. A quote that is never closed ends here rather than at the end of the file. */
export const MAX_ROW_BYTES = 2 ** 20
/** Rows with broken quotes in one file; each makes the reader start again behind it. */
const MAX_RESTARTS = 1_000

export interface TableRow {
  readonly cells: readonly string[]
  /** Line on which the row begins, from 1. */
  readonly line: number
  readonly bytes: Uint8Array
}

export interface BrokenRow {
  readonly reason: string
  readonly line: number
  readonly bytes: Uint8Array
}

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly (TableRow | BrokenRow)[]
}

export const isBroken = (row: TableRow | BrokenRow): row is BrokenRow => 'reason' in row

/** `known`: how many of some names a header holds; the delimiter that gives most is the file's. Throws `bad-input`. */
export function readTable(bytes: Uint8Array, known: (header: readonly string[]) => number): Table {
  if (bytes.length > MAX_CSV_BYTES)
    throw new ThalaError('bad-input', `the file has ${bytes.length} bytes, and at most ${MAX_CSV_BYTES} are read`)
  const text = Buffer.from(decoded(bytes))
  const delimiter = delimiterOf(text, known)
  const [first, ...rest] = rowsOf(text, delimiter)
  if (!first || isBroken(first)) throw new ThalaError('bad-input', `no header: ${first?.reason ?? 'the file is empty'}`)
  const width = first.cells.length
  return { header: first.cells, rows: rest.map((row) => (isBroken(row) ? row : sized(row, width))) }
}

const sized = (row: TableRow, width: number): TableRow | BrokenRow =>
  row.cells.length === width
    ? row
    : { line: row.line, bytes: row.bytes, reason: `${row.cells.length} columns, and the header has ${width}` }

/** Spreadsheets write UTF-8 with a mark, UTF-16, or the code page of Windows. */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const DELIMITERS = [',', ';', '\t', '|'] as const

function delimiterOf(text: Buffer, known: (header: readonly string[]) => number): string {
  const counted = DELIMITERS.map((delimiter) => {
    const [first] = rowsOf(text.subarray(0, MAX_ROW_BYTES), delimiter, 1)
    return { delimiter, count: first && !isBroken(first) ? known(first.cells) : 0 }
  })
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter
}

function rowsOf(text: Buffer, delimiter: string, most = Number.POSITIVE_INFINITY): (TableRow | BrokenRow)[] {
  const rows: (TableRow | BrokenRow)[] = []
  let at = 0
  let line = 1
  for (let restarts = 0; at < text.length && rows.length < most; restarts++) {
    const read = readUntilBroken(text.subarray(at), delimiter, line, most)
    for (const row of read.rows) rows.push(row)
    at += read.bytes
    line += read.lines
    if (read.fault === null) break
    if (restarts >= MAX_RESTARTS)
      throw new ThalaError('bad-input', `more than ${MAX_RESTARTS} rows with broken quotes: this is no CSV`)
    const end = lineEnd(text, at)
    rows.push({ line, bytes: rejectBytes(text.subarray(at, end)), reason: read.fault })
    at = end
    line++
  }
  return rows
}

/** Up to the first row that cannot be read; says how far that was. */
function readUntilBroken(text: Buffer, delimiter: string, firstLine: number, most: number) {
  const rows: TableRow[] = []
  let bytes = 0
  let lines = 0
  const options: Options = {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    ...(Number.isFinite(most) && { to: most }),
    on_record: (cells: string[], context) => {
      const raw = text.subarray(bytes, context.bytes)
      const blank = leadingBreaks(raw)
      rows.push({ cells, line: firstLine + lines + blank, bytes: rejectBytes(raw) })
      bytes = context.bytes
      lines = context.lines
      return null
    },
  }
  try {
    parse(text, options)
    return { rows, bytes: text.length, lines, fault: null }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { rows, bytes, lines, fault: faultOf(error) }
  }
}

/** Never the words of the parser: they hold a place in the part that was read, and letters of it. */
const faultOf = ({ code }: CsvError): string => faults[code] ?? 'no row of a CSV file'

const faults: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: `more than ${MAX_ROW_BYTES} bytes in one row: a quote in it is never closed, or it is no CSV`,
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote (") in the middle of a cell: within a quoted cell it is written twice',
  INVALID_OPENING_QUOTE: 'a quote (") in the middle of a cell: quote the whole cell, and write this one twice',
}

function leadingBreaks(raw: Uint8Array): number {
  let breaks = 0
  for (const byte of raw) {
    if (byte === 0x0a) breaks++
    else if (byte !== 0x0d) break
  }
  return breaks
}

function lineEnd(text: Buffer, from: number): number {
  const end = text.indexOf(0x0a, from)
  return end < 0 ? text.length : end + 1
}
