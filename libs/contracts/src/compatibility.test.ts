// Every record of a released version is still read, and every change since is additive.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { breaks, type JsonSchema, schemaOf } from './compatibility.ts'
import { readRecord, type Topic, topics } from './topics.ts'

const recorded = new URL('../recorded/', import.meta.url)
const recording = z.object({
  topic: z.string(),
  schema: z.record(z.string(), z.unknown()),
  records: z.array(z.unknown()).min(1),
})
const versions = readdirSync(recorded)
const recordings = versions.flatMap((version) =>
  readdirSync(new URL(`${version}/`, recorded)).map((file) => ({
    version,
    ...recording.parse(JSON.parse(readFileSync(new URL(`${version}/${file}`, recorded), 'utf8'))),
  })),
)
const all: readonly Topic[] = Object.values(topics)
const topicNamed = (name: string) => all.find((topic) => topic.name === name)
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

describe('records of a version before', () => {
  it('are there for every topic', () => {
    expect(recordings.map(({ topic }) => topic).sort()).toEqual(
      versions.flatMap(() => all.map(({ name }) => name)).sort(),
    )
  })

  it.each(recordings)('of $topic ($version) are read as they were written', ({ topic: name, records }) => {
    const topic = topicNamed(name)
    if (!topic) throw new Error(`the topic ${name} is gone`)
    for (const record of records) {
      expect(readRecord(topic, bytes(record))).toMatchObject({ ok: true, value: record })
    }
  })

  it.each(recordings)('of $topic ($version): the schema has only been added to', ({ topic: name, schema }) => {
    const topic = topicNamed(name)
    if (!topic) throw new Error(`the topic ${name} is gone`)
    expect(breaks(schema, schemaOf(topic.schema))).toEqual([])
  })

  it.each(recordings)(
    'of $topic ($version) with a field of a later version are read, without it',
    ({ topic: name, records }) => {
      const topic = topicNamed(name)
      if (!topic) throw new Error(`the topic ${name} is gone`)
      const [first] = z.array(z.record(z.string(), z.unknown())).parse(records)
      const read = readRecord(topic, bytes({ ...first, laterField: { of: 'N+1' } }))
      expect(read).toMatchObject({ ok: true, value: first })
    },
  )
})

const base = z.object({
  v: z.literal(1),
  at: z.int().nonnegative(),
  kind: z.enum(['a', 'b']),
  name: z.string().max(9).nullable(),
})
const changed: readonly (readonly [what: string, now: z.ZodType, line: RegExp])[] = [
  ['a field that is gone', base.omit({ at: true }), /^at: is gone/],
  ['a new required field', base.extend({ more: z.string() }), /^more: is required/],
  [
    'a required field that became optional',
    base.extend({ at: z.int().nonnegative().optional() }),
    /^at: became optional/,
  ],
  ['another type', base.extend({ at: z.string() }), /^at: integer became string/],
  ['a value that is gone', base.extend({ kind: z.enum(['a']) }), /^kind: "b" is no longer read/],
  ['a new value of an enum', base.extend({ kind: z.enum(['a', 'b', 'c']) }), /^kind: "c" is new/],
  ['a tighter bound', base.extend({ name: z.string().max(8).nullable() }), /^name: maxLength was 9, is 8/],
  ['a wider bound', base.extend({ name: z.string().max(99).nullable() }), /^name: maxLength was 9, is 99/],
  ['a field that may no longer be null', base.extend({ name: z.string().max(9) }), /^name: may no longer be null/],
  ['another version of the envelope', base.extend({ v: z.literal(2) }), /^v: /],
  ['a record that refuses what it does not know', base.strict(), /unknown properties are refused/],
  ['a change inside an object', z.object({ in: base.omit({ at: true }) }), /^in.at: is gone/],
  ['a change inside a list', z.object({ in: z.array(base.omit({ at: true })) }), /^in\[\].at: is gone/],
]

describe('a breaking change', () => {
  it.each(changed)('is told: %s', (_, now, line) => {
    const inside = schemaOf(now).properties?.in
    const before = inside ? (inside.items ? z.object({ in: z.array(base) }) : z.object({ in: base })) : base
    const found = breaks(schemaOf(before), schemaOf(now))
    expect(found.length).toBeGreaterThan(0)
    expect(found.some((one) => line.test(one))).toBe(true)
  })

  it('is not a new optional field, wherever it stands', () => {
    expect(breaks(schemaOf(base), schemaOf(base.extend({ more: z.string().optional() })))).toEqual([])
    const [before, now] = [
      z.object({ in: base.nullable() }),
      z.object({ in: base.extend({ more: z.int().optional() }).nullable() }),
    ]
    expect(breaks(schemaOf(before), schemaOf(now))).toEqual([])
  })

  it('is seen from the side of a union, too', () => {
    const [one, two] = [z.object({ kind: z.literal('one') }), z.object({ kind: z.literal('two'), n: z.int() })]
    const before = schemaOf(z.discriminatedUnion('kind', [one, two]))
    const after = (change: z.ZodObject): JsonSchema => schemaOf(z.discriminatedUnion('kind', [one, change]))
    expect(breaks(before, before)).toEqual([])
    expect(breaks(before, after(two.extend({ m: z.int() })))).not.toEqual([])
    expect(breaks(before, after(two.extend({ m: z.int().optional() })))).toEqual([])
  })
})
