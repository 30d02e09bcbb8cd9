// What zod finds wrong, in words for whoever has to mend it: operators who set a variable, clients of the API, readers of
// dead letters. Set once for every schema of the process; a schema that says it better is heard first.

import { z } from 'zod'

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}
const formats: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2025-09-10T08:00:00Z',
  url: 'an address such as https://thala.example',
  base64: 'base64',
}

/** Undefined: zod's own words. */
export function faultWords(issue: z.core.$ZodRawIssue): string | undefined {
  const expected = expectedBy(issue)
  if (expected === undefined) return undefined
  return `${issue.input === undefined && issue.code === 'invalid_type' ? 'missing; ' : ''}expected ${expected}`
}

function expectedBy(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return nouns[issue.expected]
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : alternatives(issue.errors)
    case 'invalid_format':
      return formats[issue.format] ?? (issue.pattern === undefined ? undefined : `the form ${issue.pattern}`)
    case 'too_small':
      return sized(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return sized(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    default:
      return undefined
  }
}

const oneOf = (values: readonly unknown[]): string => `${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`

/** Of a value that is none of several kinds, as far as the kinds are known by one word. */
function alternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const kinds = errors.flatMap(([first]) => {
    const noun = first?.code === 'invalid_type' && first.path.length === 0 ? nouns[first.expected] : undefined
    return noun ?? []
  })
  return kinds.length > 0 ? [...new Set(kinds)].join(' or ') : 'another form'
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

function sized(origin: string, bound: string, limit: number | bigint): string {
  const [one, many] = units[origin] ?? ['', '']
  return `${bound} ${limit} ${Number(limit) === 1 ? one : many}`.trim()
}

z.config({ customError: faultWords })
