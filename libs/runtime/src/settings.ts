// Configuration: parsed once, at boot, for every declaration; an error names the variable and what it should have been.

import { ThalaError } from '@thala/contracts'
import type { Declaration, Settings } from '@thala/service'
import type { z } from 'zod'
import type { Env } from './topology.ts'

/** Settings by declaration name. Throws `bad-config` with every fault of all of them at once. */
export function parseSettings(declarations: readonly Declaration[], env: Env): Map<string, Settings> {
  const faults = new Set<string>()
  const settings = new Map<string, Settings>()
  for (const { name, config } of declarations) {
    const parsed = config.safeParse(present(env))
    if (parsed.success) settings.set(name, parsed.data)
    else for (const fault of faultsOf(parsed.error, env)) faults.add(fault)
  }
  if (faults.size > 0) throw badConfig(faults)
  return settings
}

/** Variables of one schema. Throws `bad-config` naming each wrong one. */
export function readSettings<S extends z.ZodObject>(schema: S, env: Env): z.infer<S> {
  const parsed = schema.safeParse(present(env))
  if (!parsed.success) throw badConfig(faultsOf(parsed.error, env))
  return parsed.data
}

/** An empty variable counts as absent. */
const present = (env: Env) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

const faultsOf = (error: z.ZodError, env: Env): string[] =>
  error.issues.map(({ path, message }) => {
    const variable = path.join('.')
    return `${variable} (now ${JSON.stringify(env[variable] ?? '')}): ${message}`
  })

const badConfig = (faults: Iterable<string>) => new ThalaError('bad-config', `configuration: ${[...faults].join('; ')}`)
