import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missingColumns, readHeader, readTicketRow } from './ticket-row.ts'

const read = (row: Readonly<Record<string, string>>) => readTicketRow(Object.values(row), readHeader(Object.keys(row)))
const ticketOf = (row: Readonly<Record<string, string>>) => {
  const reading = read({ ticket_id: '1', created_at: '2025-09-08', ...row })
  if (!reading.ok) throw new Error(reading.reason)
  return reading.row
}

describe('the header', () => {
  it('may be missing columns, and says which are needed', () => {
    expect(missingColumns(readHeader([]))).toEqual(['ticket_id', 'created_at'])
    expect(missingColumns(readHeader(['ID', 'Opened At']))).toEqual([])
  })

  it('prefers our own name of a column to those of others', () => {
    expect(readHeader(['id', 'ticket_id']).get('ticket_id')).toBe(1)
  })

  it('takes no column for another', () => {
    expect(readHeader(['__proto__', 'constructor', 'toString', '']).size).toBe(0)
  })
})

describe('a cell', () => {
  it.each(['', ' ', 'null', 'None', 'NaN', 'N/A', '-'])('that says nothing is nothing: %j', (text) => {
    const { ticket, updatedAt } = ticketOf({
      resolved_at: text,
      updated_at: text,
      status: text,
      satisfaction_score: text,
      sla_breach: text,
      reopened_count: text,
      tags: text,
    })
    expect(updatedAt).toBeNull()
    expect(ticket).toMatchObject({
      resolvedAt: null,
      status: null,
      satisfactionScore: null,
      slaBreach: null,
      reopenedCount: null,
      tags: [],
    })
  })

  it.each([
    ['4', 4],
    ['4.5', 4.5],
    ['4,5', 4.5],
    ['-1', -1],
  ])('is a number: %s', (text, value) => {
    expect(ticketOf({ satisfaction_score: text }).ticket.satisfactionScore).toBe(value)
  })

  it.each([
    ['true', true],
    ['Yes', true],
    ['1', true],
    ['FALSE', false],
    ['no', false],
    ['0.0', false],
  ])('is true or false: %s', (text, value) => {
    expect(ticketOf({ sla_breach: text }).ticket.slaBreach).toBe(value)
  })

  it.each([
    ['login, eu', ['login', 'eu']],
    ['login;eu', ['login', 'eu']],
    ['["login", "eu"]', ['login', 'eu']],
    ["['login', 'eu']", ['login', 'eu']],
    [',,', []],
  ])('is a list of tags: %s', (text, tags) => {
    expect(ticketOf({ tags: text }).ticket.tags).toEqual(tags)
  })

  it('keeps lines of text, without what surrounds them', () => {
    expect(ticketOf({ description: '  a\r\nb\n' }).description).toBe('a\nb')
  })
})

it('a row is read, or refused with a reason that names its column, whatever its cells', () => {
  const columns = ['ticket_id', 'created_at', 'resolved_at', 'satisfaction_score', 'sla_breach', 'tags', 'title']
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 7, maxLength: 7 }), (cells) => {
      const reading = readTicketRow(cells, readHeader(columns))
      if (!reading.ok) expect(columns).toContain(reading.reason.split(':')[0])
    }),
  )
})
