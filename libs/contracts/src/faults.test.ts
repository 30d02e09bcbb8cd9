import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { issuesLine } from './topics.ts'
import './faults.ts'

const said = (schema: z.ZodType, value: unknown): string => {
  const parsed = z.object({ id: schema }).safeParse({ id: value })
  return parsed.success ? 'nothing' : issuesLine(parsed.error)
}

describe('what is wrong with a value', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'id: missing; expected text'],
    [z.string(), 7, 'id: expected text'],
    [z.union([z.string(), z.int()]), null, 'id: expected text or a number'],
    [z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), {}, 'id: expected another form'],
    [z.coerce.number(), 'abc', 'id: expected a number'],
    [z.int(), 1.5, 'id: expected a whole number'],
    [z.array(z.string()), 'x', 'id: expected a list'],
    [z.object({}), null, 'id: expected an object'],
    [z.enum(['a', 'b']), 'c', 'id: expected one of a, b'],
    [z.literal(1), 2, 'id: expected 1'],
    [z.string().min(1), '', 'id: expected at least 1 character'],
    [z.string().max(2), 'abc', 'id: expected at most 2 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'id: expected at most 1 entry'],
    [z.number().min(5), 4, 'id: expected at least 5'],
    [z.number().lt(5), 5, 'id: expected less than 5'],
    [z.iso.datetime(), 'soon', 'id: expected a time such as 2025-09-10T08:00:00Z'],
    [z.string().regex(/^a$/), 'b', 'id: expected the form /^a$/'],
    [z.string().regex(/^a$/, 'an a'), 'b', 'id: an a'],
  ])('is said in words: %#', (schema, value, line) => expect(said(schema, value)).toBe(line))
})
