// One row of a helpdesk's table: which column is which, and what its cells mean. Pure. A cell that cannot be read makes
// the row unreadable, with the column's name as the reason; an empty one says nothing.

import { isoTime, isThalaError, ThalaError, type Ticket } from '@thala/contracts'

/** Names that helpdesks give a column, each reduced to its letters and digits; the first is ours. */
const columns = {
  ticket_id: ['ticketid', 'id', 'ticket', 'ticketnumber', 'number'],
  created_at: ['createdat', 'created', 'createdtime', 'createdon', 'opened', 'openedat'],
  resolved_at: ['resolvedat', 'resolved', 'resolvedtime', 'solvedat', 'closedat'],
  updated_at: ['updatedat', 'updated', 'lastupdated', 'modifiedat'],
  status: ['status', 'state'],
  priority: ['priority'],
  channel: ['channel', 'via'],
  queue: ['queue', 'group', 'department', 'assignmentgroup'],
  agent_id: ['agentid', 'agent', 'assignee', 'assignedto'],
  satisfaction_score: ['satisfactionscore', 'satisfaction', 'csat'],
  sla_breach: ['slabreach', 'slabreached'],
  reopened_count: ['reopenedcount', 'reopencount', 'reopens'],
  title: ['title', 'subject', 'summary', 'shortdescription'],
  description: ['description', 'body', 'text', 'details'],
  requester: ['requester', 'requestername', 'requesteremail', 'customer'],
  product: ['product', 'service'],
  tags: ['tags', 'labels'],
  comments: ['comments', 'worknotes', 'replies'],
} as const
type Column = keyof typeof columns

export const requiredColumns: readonly Column[] = ['ticket_id', 'created_at']

/** Where each column stands. */
export type Header = ReadonlyMap<Column, number>

const names = Object.keys(columns).filter((name): name is Column => Object.hasOwn(columns, name))

export function readHeader(cells: readonly string[]): Header {
  const reduced = cells.map((cell) => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
  const found = new Map<Column, number>()
  for (const name of names)
    for (const alias of columns[name]) {
      const at = reduced.indexOf(alias)
      if (at >= 0 && !found.has(name)) found.set(name, at)
    }
  return found
}

export const missingColumns = (header: Header): string[] => requiredColumns.filter((name) => !header.has(name))

export interface TicketRow {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly comments: string
  readonly updatedAt: number | null
  readonly ticket: Ticket
}

export type RowReading =
  | { readonly ok: true; readonly row: TicketRow }
  | { readonly ok: false; readonly reason: string }

/** Longest id, so that ids made of it stay within theirs. */
const MAX_ID = 200
const MAX_COLUMN = 256
const NOTHING = new Set(['', 'null', 'none', 'nan', 'nat', 'n/a', '-'])
const YES = new Set(['true', 'yes', 'y', '1', '1.0', 't'])
const NO = new Set(['false', 'no', 'n', '0', '0.0', 'f'])

/** Of a shifted row a cell may hold anything: what looks like an address must not travel to logs. */
const shown = (text: string): string => (text.includes('@') ? 'what it holds' : `"${text.slice(0, 40)}"`)
const fault = (reason: string) => new ThalaError('bad-input', reason)

export function readTicketRow(cells: readonly string[], header: Header): RowReading {
  const cell = (name: Column): string => cells[header.get(name) ?? -1] ?? ''
  try {
    return { ok: true, row: rowOf(cell) }
  } catch (error) {
    if (isThalaError(error, 'bad-input')) return { ok: false, reason: error.message }
    throw error
  }
}

function rowOf(cell: (name: Column) => string): TicketRow {
  const id = cell('ticket_id').trim()
  if (id === '') throw fault('ticket_id: empty')
  if (id.length > MAX_ID) throw fault(`ticket_id: longer than ${MAX_ID} characters`)
  const createdAt = time('created_at', cell)
  if (createdAt === null) throw fault('created_at: empty')
  return {
    id,
    title: words(cell('title')),
    description: words(cell('description')),
    comments: words(cell('comments')),
    updatedAt: time('updated_at', cell),
    ticket: {
      createdAt,
      resolvedAt: time('resolved_at', cell),
      status: short('status', cell),
      priority: short('priority', cell),
      channel: short('channel', cell),
      queue: short('queue', cell),
      agentId: short('agent_id', cell),
      satisfactionScore: number('satisfaction_score', cell),
      slaBreach: yesOrNo('sla_breach', cell),
      reopenedCount: count('reopened_count', cell),
      requester: short('requester', cell),
      product: short('product', cell),
      tags: tagsOf(cell('tags')),
    },
  }
}

type Cell = (name: Column) => string

function stated(name: Column, cell: Cell): string | null {
  const text = cell(name).trim()
  return NOTHING.has(text.toLowerCase()) ? null : text
}

function short(name: Column, cell: Cell): string | null {
  const text = stated(name, cell)
  if (text !== null && text.length > MAX_COLUMN) throw fault(`${name}: longer than ${MAX_COLUMN} characters`)
  return text
}

function time(name: Column, cell: Cell): number | null {
  const text = stated(name, cell)
  if (text === null) return null
  const at = isoTime(text)
  if (at === null) throw fault(`${name}: ${shown(text)} is no time; expected 2025-09-08T09:41:50Z`)
  return at
}

function number(name: Column, cell: Cell): number | null {
  const text = stated(name, cell)
  if (text === null) return null
  // A comma is the decimal mark in much of Europe.
  const value = Number(text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
  if (!Number.isFinite(value)) throw fault(`${name}: ${shown(text)} is no number`)
  return value
}

function count(name: Column, cell: Cell): number | null {
  const value = number(name, cell)
  if (value !== null && !(Number.isSafeInteger(value) && value >= 0))
    throw fault(`${name}: ${value} is no count; expected 0, 1, 2 …`)
  return value
}

function yesOrNo(name: Column, cell: Cell): boolean | null {
  const text = stated(name, cell)?.toLowerCase()
  if (text === undefined) return null
  if (YES.has(text)) return true
  if (NO.has(text)) return false
  throw fault(`${name}: ${shown(text)} is neither true nor false`)
}

/** Between commas or semicolons, or a list as JSON and Python write it. */
const tagsOf = (text: string): string[] =>
  text
    .slice(0, 10_000)
    .split(/[,;|]/)
    .map((tag) => tag.replace(/^[\s["']+|(?<![\s\]"'])[\s\]"']+$/g, '').slice(0, MAX_COLUMN))
    .filter((tag) => !NOTHING.has(tag.toLowerCase()))
    .slice(0, 100)

const words = (text: string): string => {
  const trimmed = text.replaceAll('\r\n', '\n').trim()
  return NOTHING.has(trimmed.toLowerCase()) ? '' : trimmed
}
