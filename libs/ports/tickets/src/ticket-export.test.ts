import { directoryEntry, parseReaders, sourceMessage } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeTickets, readTicketExport } from './ticket-export.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const HEADER = 'ticket_id,created_at,resolved_at,status,priority,queue,title,description'
const read = (text: string | Uint8Array, readers = '') =>
  readTicketExport(typeof text === 'string' ? new TextEncoder().encode(text) : text, {
    source: 'helpdesk',
    receivedAt: NOW,
    readers: parseReaders(readers),
  })
const table = (...rows: string[]) => read([HEADER, ...rows].join('\n'))
const GOOD = '7,2025-09-08 09:41:50,,open,High,Billing,Cannot pay,Card is refused'

describe('a file that is no table of tickets', () => {
  it.each([
    ['', 'no header'],
    ['title,description\na,b', 'lacks ticket_id and created_at'],
    ['ticket_id;title\n1;a', 'lacks created_at'],
  ])('is refused: %j', (text, reason) => expect(() => read(text)).toThrow(reason))

  it('is not taken for one', () => {
    for (const text of ['', 'hello', '{"issues": []}', 'From ada@acme.example Mon Sep  8 09:41:50 2025\n', 'a,b\n1,2'])
      expect(looksLikeTickets(new TextEncoder().encode(text))).toBe(false)
  })
})

describe('a bad row', () => {
  it.each([
    [',2025-09-08,,,,,,', 'ticket_id: empty'],
    ['8,,,,,,,', 'created_at: empty'],
    ['8,yesterday,,,,,,', 'created_at: "yesterday" is no time'],
    ['8,2025-02-30,,,,,,', 'created_at: "2025-02-30" is no time'],
    ['8,2025-09-08,soon,,,,,', 'resolved_at: "soon" is no time'],
    ['8,2025-09-08', '2 columns, and the header has 8'],
    ['8,2025-09-08,,,,,,,,', '10 columns, and the header has 8'],
    ['8,2025-09-08,,,,,"a"b,', 'within a quoted cell it is written twice'],
  ])('is told with its line and bytes, and the rows around it are read: %s', (row, reason) => {
    const { events, rejects, rows } = table(GOOD, row, GOOD.replace('7', '9'))
    expect(rejects).toMatchObject([{ where: 'line 3' }])
    expect(rejects[0]?.reason).toContain(reason)
    expect(new TextDecoder().decode(rejects[0]?.bytes).trim()).toBe(row)
    expect(events.map(({ messageId }) => messageId)).toEqual(['ticket:helpdesk:id:7', 'ticket:helpdesk:id:9'])
    expect(rows).toBe(3)
  })

  it.each([
    ['satisfaction_score', 'great', 'no number'],
    ['sla_breach', 'perhaps', 'neither true nor false'],
    ['reopened_count', '-1', 'no count'],
    ['reopened_count', '1.5', 'no count'],
    ['queue', 'x'.repeat(257), 'longer than 256'],
  ])('names its column: %s', (column, value, reason) => {
    const { rejects } = read(`ticket_id,created_at,${column}\n1,2025-09-08,${value}`)
    expect(rejects[0]?.reason).toMatch(new RegExp(`^${column}: .*${reason}`))
  })

  it('is told without an address that came into the wrong column', () => {
    expect(table('8,ada@acme.example,,,,,,').rejects[0]?.reason).toBe(
      'created_at: what it holds is no time; expected 2025-09-08T09:41:50Z',
    )
  })

  it('with a quote that is never closed costs no other row', () => {
    const { events, rejects } = table('8,2025-09-08,,,,,"open,', GOOD, GOOD.replace('7', '9'))
    expect(rejects.map(({ where }) => where)).toEqual(['line 2'])
    expect(events).toHaveLength(2)
  })
})

describe('a ticket', () => {
  it('is a message of its queue with its columns, its words, and no statement about an incident', () => {
    const [event] = table(GOOD).events
    expect(event).toMatchObject({
      messageId: 'ticket:helpdesk:id:7',
      threadId: 'ticket:helpdesk:id:7',
      conversationId: 'ticket:helpdesk:Billing',
      source: 'ticket',
      at: Date.parse('2025-09-08T09:41:50Z'),
      text: 'Cannot pay\n\nCard is refused',
      said: null,
      ticket: { status: 'open', priority: 'High', resolvedAt: null, slaBreach: null, satisfactionScore: null },
    })
    expect(sourceMessage.safeParse({ v: 1, ...event }).success).toBe(true)
  })

  it('has the same id and event in every reading of the same bytes, another event once it changed', () => {
    const [once] = table(GOOD).events
    expect(table(GOOD).events[0]).toEqual(once)
    const [changed] = table(GOOD.replace('open', 'closed')).events
    expect(changed?.messageId).toBe(once?.messageId)
    expect(changed?.id).not.toBe(once?.id)
  })

  it('without a time of change is as new as the newest row', () => {
    const { events } = table(GOOD, '9,2025-09-10,2025-09-12,closed,,,,')
    expect(events.map(({ revision }) => revision)).toEqual([Date.parse('2025-09-12'), Date.parse('2025-09-12')])
    expect(read('id,created,updated\n1,2025-09-08,2025-09-09\n2,2025-09-10,').events[0]?.revision).toBe(
      Date.parse('2025-09-09'),
    )
  })

  it('from the future is clamped, and says from what', () => {
    expect(table('8,2030-01-01,,,,,a,b').events[0]).toMatchObject({ at: NOW, clampedFrom: Date.parse('2030-01-01') })
  })

  it('keeps its comments in its thread, where they count as talk', () => {
    const { events } = read('ticket_id,created_at,title,comments\n7,2025-09-08,Cannot pay,"fixed it,\nclosing"')
    expect(events[1]).toMatchObject({
      messageId: 'ticket:helpdesk:id:7:comments',
      threadId: events[0]?.messageId,
      text: 'fixed it,\nclosing',
      said: { type: 'discussion' },
    })
    expect(events[1]).not.toHaveProperty('ticket')
  })

  it('is read by the operators alone unless its queue is mapped', () => {
    const text = `${HEADER}\n${GOOD}`
    expect(read(text).entries).toMatchObject([{ subject: { operators: true } }])
    const mapped = read(text, 'ticket:billing=workspace')
    expect(mapped.events[0]?.audience).toBe('workspace')
    for (const entry of mapped.entries) expect(directoryEntry.safeParse({ v: 1, ...entry }).success).toBe(true)
  })
})

describe('a table', () => {
  it.each([
    ['semicolons', 'Ticket ID;Created At;Title\n1;2025-09-08;a, b'],
    ['tabs', 'TICKET_ID\tcreated_at\ttitle\n1\t2025-09-08\ta, b'],
    ['quotes and a byte order mark', '\uFEFF"ticket_id","created_at","title"\r\n"1","2025-09-08","a, b"\r\n'],
    ['bars and blank lines', 'ticket_id|created_at|title\n\n1|2025-09-08|a, b\n\n'],
    ['the names of another helpdesk', 'Number,Opened,Short description\n1,2025-09-08,"a, b"'],
  ])('may come with %s', (_, text) => {
    expect(looksLikeTickets(new TextEncoder().encode(text))).toBe(true)
    expect(read(text).events).toMatchObject([{ text: 'a, b', at: Date.parse('2025-09-08') }])
  })

  it('may come in UTF-16 or in the code page of Windows', () => {
    const text = 'ticket_id,created_at,title\n1,2025-09-08,Störung'
    const wide = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const bytes of [wide, Buffer.from(text, 'latin1')]) expect(read(bytes).events[0]?.text).toBe('Störung')
  })

  it('is told in source-time order, whatever the order of its rows', () => {
    const { events } = table('9,2025-09-10,,,,,,', GOOD)
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b))
  })

  it('reads cells with newlines, and says on which line a later bad row begins', () => {
    const { rejects, events } = table('7,2025-09-08,,,,,"a\nb\nc",', 'x')
    expect(events[0]?.text).toBe('a\nb\nc')
    expect(rejects).toMatchObject([{ where: 'line 5' }])
  })

  it('has ten thousand tickets when it has ten thousand rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => GOOD.replace('7', String(n)))
    expect(table(...rows).events).toHaveLength(10_000)
  })

  it('never makes the reader fail without a code, and loses no row', () => {
    const piece = fc.constantFrom('"', ',', '\n', '\r\n', ';', '1', 'a', '2025-09-08', '__proto__', ' ', '\u0000', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { events, rejects, rows } = read(`ticket_id,created_at,__proto__\n${pieces.join('')}`)
        expect(events.length + rejects.length).toBe(rows)
      }),
    )
  })
})
