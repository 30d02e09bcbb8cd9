// Configuration: parsed once, at boot, for every declaration; an error names the variable and what it should have been.

import { ThalaError } from '@thala/contracts'
import type { Declaration, Settings } from '@thala/service'
import { z } from 'zod'
import type { Env } from './topology.ts'

/** Settings by declaration name. Throws `bad-config` with every fault of all of them at once. */
export function parseSettings(declarations: readonly Declaration[], env: Env): Map<string, Settings> {
  const faults = new Set<string>()
  const settings = new Map<string, Settings>()
  for (const { name, config } of declarations) {
    const parsed = config.safeParse(present(env))
    if (parsed.success) settings.set(name, parsed.data)
    else for (const fault of faultsOf(parsed.error, config, env)) faults.add(fault)
  }
  if (faults.size > 0) throw badConfig(faults)
  return settings
}

/** Variables of one schema. Throws `bad-config` naming each wrong one. */
export function readSettings<S extends z.ZodObject>(schema: S, env: Env): z.infer<S> {
  const parsed = schema.safeParse(present(env))
  if (!parsed.success) throw badConfig(faultsOf(parsed.error, schema, env))
  return parsed.data
}

/** An empty variable counts as absent. */
const present = (env: Env) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

const faultsOf = (error: z.ZodError, config: z.ZodObject, env: Env): string[] => {
  const { properties = {} } = z.toJSONSchema(config, { unrepresentable: 'any' })
  return error.issues.map(({ path, message }) => {
    const variable = path.join('.')
    const range = numeric.safeParse(properties[variable])
    const expected = range.success ? `expected ${rangeWords(variable, range.data)}` : message
    return `${variable} (now ${JSON.stringify(env[variable] ?? '')}): ${expected}`
  })
}

const numeric = z.object({ type: z.enum(['integer', 'number']), minimum: z.number(), maximum: z.number() })

/** All that a number may be, whichever part of it was wrong. 0, any free port, is for tests. */
const rangeWords = (variable: string, { type, minimum, maximum }: z.infer<typeof numeric>): string =>
  variable.endsWith('_PORT')
    ? `a port, 1 to ${maximum}`
    : `a ${type === 'integer' ? 'whole ' : ''}number from ${minimum} to ${maximum}`

const badConfig = (faults: Iterable<string>) => new ThalaError('bad-config', `configuration: ${[...faults].join('; ')}`)
