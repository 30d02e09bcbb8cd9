// Where the mails of an mbox begin and end (mboxo, mboxrd), from its bytes as they come. Promise: memory holds a chunk and
// the head of one mail, however large the file; every byte after the first `From ` line belongs to exactly one mail.

import { fromLine } from './mail-time.ts'

/** Of a mail that is handed over while the file is scanned: its headers, mostly. */
export const MAX_HEAD_BYTES = 64 * 2 ** 10
/** A line that is longer begins no mail. */
const MAX_FROM_LINE = 1_024

export interface MboxEntry {
  /** Of the mail's first byte, after its `From ` line. */
  readonly offset: number
  readonly length: number
  /** Of the `From ` line, epoch ms; null when it tells none. */
  readonly time: number | null
  /** Beginning of the mail. */
  readonly head: Uint8Array
}

const FROM = Buffer.from('From ')
const NEXT_FROM = Buffer.from('\nFrom ')

/** Bytes before the first `From ` line are told as a mail without one, when there are any but blanks. */
export async function* mboxEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<MboxEntry> {
  let rest: Buffer = Buffer.alloc(0)
  let offset = 0
  let atLineStart = true
  let open: Opened = opened(0, null)
  for await (const chunk of chunks) {
    const all = Buffer.concat([rest, chunk])
    // Whole lines only, so that no `From ` line is cut in two; a line beyond the bound can begin no mail.
    const end = all.length > 2 * MAX_FROM_LINE && all.lastIndexOf(0x0a) < 0 ? all.length : all.lastIndexOf(0x0a) + 1
    const lines = all.subarray(0, end)
    rest = all.subarray(end)
    let from = 0
    for (const { at, after, time } of boundaries(lines, atLineStart)) {
      yield* closed(open, lines.subarray(from, at), offset + at)
      open = opened(offset + after, time)
      from = after
    }
    keepHead(open, lines.subarray(from))
    if (lines.length > 0) atLineStart = lines.at(-1) === 0x0a
    offset += lines.length
  }
  // What is left has no line end; it may be a `From ` line all the same.
  const [last] = boundaries(rest, atLineStart)
  if (last) {
    yield* closed(open, rest.subarray(0, 0), offset)
    open = opened(offset + rest.length, last.time)
    yield* closed(open, rest.subarray(0, 0), offset + rest.length)
  } else yield* closed(open, rest, offset + rest.length)
}

interface Opened {
  readonly offset: number
  readonly time: number | null
  readonly isFirst: boolean
  readonly parts: Uint8Array[]
  kept: number
}

const opened = (offset: number, time: number | null): Opened => ({
  offset,
  time,
  isFirst: offset === 0,
  parts: [],
  kept: 0,
})

function keepHead(open: Opened, bytes: Uint8Array): void {
  const part = bytes.subarray(0, MAX_HEAD_BYTES - open.kept)
  // A copy: the chunk is the reader's.
  if (part.length > 0) open.parts.push(Uint8Array.from(part))
  open.kept += part.length
}

function* closed(open: Opened, bytes: Uint8Array, end: number): Generator<MboxEntry> {
  keepHead(open, bytes)
  const head = Buffer.concat(open.parts)
  const isNothing = open.isFirst && head.toString('latin1').trim() === ''
  if (!isNothing) yield { offset: open.offset, length: end - open.offset, time: open.time, head }
}

interface Boundary {
  readonly at: number
  readonly after: number
  readonly time: number | null
}

function* boundaries(lines: Buffer, atLineStart: boolean): Generator<Boundary> {
  let at = atLineStart && lines.subarray(0, FROM.length).equals(FROM) ? 0 : nextLine(lines, 0)
  while (at >= 0) {
    const newline = lines.indexOf(0x0a, at)
    const after = newline < 0 ? lines.length : newline + 1
    const line = after - at <= MAX_FROM_LINE ? fromLine(lines.toString('latin1', at, after)) : null
    if (line) yield { at, after, time: line.time }
    at = nextLine(lines, after - 1)
  }
}

function nextLine(lines: Buffer, from: number): number {
  const at = lines.indexOf(NEXT_FROM, Math.max(0, from))
  return at < 0 ? -1 : at + 1
}

/** A mail as it was before it was put into the mbox: `>From ` is `From `, one mark less where there are several. */
export function unquoted(mail: Uint8Array): Uint8Array {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength)
  const parts: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf('>From '); at >= 0; at = bytes.indexOf('>From ', at + 1)) {
    let first = at
    while (bytes[first - 1] === 0x3e) first--
    if (first > 0 && bytes[first - 1] !== 0x0a) continue
    parts.push(bytes.subarray(from, first))
    from = first + 1
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)])
}
