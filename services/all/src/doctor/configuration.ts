// Whether the variables that are set make sense to whoever reads them.

import { isThalaError, parseReaders, READERS_VARIABLE } from '@thala/contracts'
import { type Env, installationVariables, readSettings } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import type { z } from 'zod'
import { type Finding, fault, ok } from './finding.ts'

export async function* lookAtConfiguration(env: Env, declarations: readonly Declaration[]): AsyncGenerator<Finding> {
  const subject = { what: 'configuration', on: 'variables' }
  const schemas = new Set<z.ZodObject>([installationVariables, ...declarations.map(({ config }) => config)])
  const faults = new Set([...schemas].flatMap((schema) => faultOf(schema, env) ?? []))
  const readers = refusal(() => parseReaders(env[READERS_VARIABLE] ?? ''))
  if (readers !== null) faults.add(readers)
  for (const line of faults) yield fault(subject, `${line}; see .env.example`)
  if (faults.size === 0) yield ok(subject, 'every one makes sense')
}

/** What is wrong with the variables of one schema, in one line. */
export const faultOf = (schema: z.ZodObject, env: Env): string | null => refusal(() => readSettings(schema, env))

function refusal(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (isThalaError(error, 'bad-config')) return error.message.replace(/^configuration: /, '')
    throw error
  }
}
