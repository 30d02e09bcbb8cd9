// What a caller may do, and on whose behalf. Decided once for each request, before its route runs.

import type { Reader } from '@thala/incidents'
import { z } from 'zod'

/** `admin` includes all others. */
export const scopes = ['read', 'write', 'metrics', 'admin'] as const
export const scope = z.enum(scopes)
export type Scope = z.infer<typeof scope>

/** What a route asks of its caller: a scope, any key at all, or nothing. */
export type Needs = Scope | 'any' | 'nothing'

/** Who may read what a caller writes: the workspace, the operators, or whoever reads a conversation. */
export const readership = z.union([
  z.enum(['workspace', 'operators']),
  z.object({ conversation: z.string().min(1).max(400) }),
])
export type Readership = z.infer<typeof readership>

export interface Access {
  /** Whose requests are counted together: a key, or an address. */
  readonly caller: string
  /** Names the caller in what they write; never a secret. */
  readonly actor: string
  readonly reader: Reader
  readonly scopes: ReadonlySet<Scope>
  readonly readership: Readership
}

/** Of a caller on this machine while there are no keys. */
export const keyless = (address: string): Access => ({
  caller: address,
  actor: 'local-operator',
  reader: { kind: 'local-operator' },
  scopes: new Set(scopes),
  readership: 'workspace',
})

/** Of a caller whose key was not asked for, because the route shows nothing of anybody. */
export const anonymous: Access = {
  caller: 'nobody',
  actor: 'nobody',
  reader: { kind: 'conversations', ids: [] },
  scopes: new Set(),
  readership: 'workspace',
}

export const allows = ({ scopes }: Access, needs: Needs): boolean =>
  needs === 'nothing' || needs === 'any' || scopes.has(needs) || scopes.has('admin')
