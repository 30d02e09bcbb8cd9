// Keys of the API: how many there are, and whether it answers to callers without one.

import { collections, thalaCommand } from '@thala/contracts'
import type { StoreReader } from '@thala/service'
import { scanAll } from '@thala/store'
import { z } from 'zod'
import { type Finding, fault, ok, warning } from './finding.ts'

export interface KeysSetting {
  /** `THALA_HOST`. */
  readonly host: string
  readonly now: number
}

/** What else is in the collection is no key. */
const key = z.object({
  hash: z.string(),
  revokedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
})

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i

/** `store` is null where nothing was ever written. */
export async function* lookAtKeys(store: StoreReader | null, { host, now }: KeysSetting): AsyncGenerator<Finding> {
  const { made, usable } = store === null ? { made: 0, usable: 0 } : await count(store, now)
  const subject = { what: 'API keys', on: String(usable), variable: 'THALA_HOST' }
  const make = `make one with '${thalaCommand('keys create')}'`
  if (usable > 0) yield ok(subject, `every caller needs one, bound to ${host}`)
  else if (made > 0) yield warning(subject, `every one is revoked or expired, so nobody can call the API: ${make}`)
  else if (LOOPBACK.test(host))
    yield ok(subject, `open to programs of this machine (${host}) until there is one: ${make}`)
  else yield fault(subject, `it refuses to start on THALA_HOST=${host} without any: ${make}, or leave THALA_HOST unset`)
}

async function count(store: StoreReader, now: number): Promise<{ readonly made: number; readonly usable: number }> {
  let made = 0
  let usable = 0
  for await (const { body } of scanAll(store, collections.keys)) {
    const read = key.safeParse(body).data
    if (!read) continue
    made++
    if (read.revokedAt === null && (read.expiresAt === null || read.expiresAt > now)) usable++
  }
  return { made, usable }
}
