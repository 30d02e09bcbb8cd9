// Tells whether a changed schema still gets on with records and readers of the version before. In a rolling upgrade both
// versions read what the other wrote, so a change must be additive for either side.

import { z } from 'zod'

/** The part of JSON Schema that zod writes for topics. */
export interface JsonSchema {
  readonly type?: string | undefined
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: boolean | JsonSchema | undefined
  readonly items?: JsonSchema | undefined
  readonly anyOf?: readonly JsonSchema[] | undefined
  readonly oneOf?: readonly JsonSchema[] | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly const?: unknown | undefined
  readonly [limit: string]: unknown
}

/** Of what may be written: optional properties and defaults as a writer sees them. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const plain: JsonSchema = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))
  return plain
}

const LIMITS = [
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'pattern',
  'format',
] as const

/** One line for each way in which `now` breaks with `before`; empty when the change is additive. */
export function breaks(before: JsonSchema, now: JsonSchema, path = ''): string[] {
  const here = path || 'the record'
  if (alternatives(before) || alternatives(now)) return breaksOfAlternatives(before, now, path)
  if (before.type !== now.type) return [`${here}: ${before.type ?? 'anything'} became ${now.type ?? 'anything'}`]
  return [
    ...breaksOfProperties(before, now, path),
    ...breaksOfValues(before, now, here),
    ...(before.items && now.items ? breaks(before.items, now.items, `${path}[]`) : []),
    ...limits(before, now, here),
  ]
}

const alternatives = (schema: JsonSchema) => schema.anyOf ?? schema.oneOf

function breaksOfAlternatives(before: JsonSchema, now: JsonSchema, path: string): string[] {
  const [old, fresh] = [alternatives(before) ?? [before], alternatives(now) ?? [now]]
  const fits = (one: JsonSchema, among: readonly JsonSchema[]) => among.some((other) => breaks(one, other).length === 0)
  const here = path || 'the record'
  // One against one, apart from `null`: say what exactly is wrong.
  const [oldOne, freshOne] = [old.filter(({ type }) => type !== 'null'), fresh.filter(({ type }) => type !== 'null')]
  const [a, b] = [oldOne[0], freshOne[0]]
  if (a && b && oldOne.length === 1 && freshOne.length === 1) {
    const nullable = [old.length > 1, fresh.length > 1]
    const changed =
      nullable[0] === nullable[1] ? [] : [`${here}: ${nullable[1] ? 'may now be null' : 'may no longer be null'}`]
    return [...changed, ...breaks(a, b, path)]
  }
  return [
    ...old.filter((one) => !fits(one, fresh)).map(() => `${here}: an alternative is gone`),
    ...fresh
      .filter((one) => !old.some((other) => breaks(other, one).length === 0))
      .map(() => `${here}: a new alternative, which the version before cannot read`),
  ]
}

function breaksOfProperties(before: JsonSchema, now: JsonSchema, path: string): string[] {
  const [old, fresh] = [before.properties ?? {}, now.properties ?? {}]
  const [wasRequired, isRequired] = [new Set(before.required), new Set(now.required)]
  const at = (name: string) => (path ? `${path}.${name}` : name)
  const found: string[] = []
  for (const [name, schema] of Object.entries(old)) {
    const next = fresh[name]
    if (!next) found.push(`${at(name)}: is gone`)
    else found.push(...breaks(schema, next, at(name)))
    if (next && wasRequired.has(name) && !isRequired.has(name))
      found.push(`${at(name)}: became optional, but the version before requires it`)
  }
  for (const name of isRequired)
    if (!wasRequired.has(name)) found.push(`${at(name)}: is required, but the version before does not write it`)
  if (before.additionalProperties !== false && now.additionalProperties === false)
    found.push(`${path || 'the record'}: unknown properties are refused, so nothing could be added any more`)
  return found
}

function breaksOfValues(before: JsonSchema, now: JsonSchema, here: string): string[] {
  const values = (schema: JsonSchema) => (schema.const === undefined ? schema.enum : [schema.const])
  const [old, fresh] = [values(before), values(now)]
  if (!old && !fresh) return []
  return [
    ...(fresh ?? [])
      .filter((value) => !old?.includes(value))
      .map((value) => `${here}: ${JSON.stringify(value)} is new, which the version before cannot read`),
    ...(old ?? [])
      .filter((value) => !fresh?.includes(value))
      .map((value) => `${here}: ${JSON.stringify(value)} is no longer read`),
  ]
}

/** What was within the bounds must remain so; wider ones the version before would refuse. */
const limits = (before: JsonSchema, now: JsonSchema, here: string): string[] =>
  LIMITS.flatMap((limit) =>
    before[limit] === now[limit]
      ? []
      : [`${here}: ${limit} was ${before[limit] ?? 'none'}, is ${now[limit] ?? 'none'}`],
  )
