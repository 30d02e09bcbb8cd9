// API keys. A key is `thala_<id>_<secret>`: the id finds its document, the secret is shown once and kept as a hash only.
// The hash is plain SHA-256: slow ones protect what people make up, and this is 192 random bits; each request pays for it.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { collections } from '@thala/contracts'
import type { StoreReader } from '@thala/service'
import { z } from 'zod'
import { type Access, readership, scope } from './access.ts'

const epochMs = z.int().nonnegative()

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  /** On whose behalf its requests are answered. */
  reader: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('workspace') }),
    z.object({ kind: z.literal('local-operator') }),
    z.object({ kind: z.literal('person'), id: z.string() }),
  ]),
  readership,
  /** SHA-256 of the secret, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: epochMs,
  expiresAt: epochMs.nullable(),
  revokedAt: epochMs.nullable(),
})
export type ApiKey = z.infer<typeof apiKey>

const ID_BYTES = 6
const SECRET_BYTES = 24
const TOKEN = /^thala_([0-9a-f]{12})_([0-9a-f]{48})$/

/** Stands from before the first key on, and for ever: without keys is how an installation begins, not where it returns to. */
export const ISSUED = 'issued'

/** A new key with what its owner must be given. Nobody can show the token again. */
export function newKey(wish: Omit<ApiKey, 'id' | 'hash' | 'revokedAt'>): {
  readonly key: ApiKey
  readonly token: string
} {
  const id = randomBytes(ID_BYTES).toString('hex')
  const secret = randomBytes(SECRET_BYTES).toString('hex')
  return { key: { ...wish, id, hash: hashOf(secret).toString('hex'), revokedAt: null }, token: `thala_${id}_${secret}` }
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Whether any key was ever made: from then on callers need one. */
export async function isIssued(store: Pick<StoreReader, 'get'>): Promise<boolean> {
  return (await store.get(collections.keys, [ISSUED])).has(ISSUED)
}

export type Verdict =
  | { readonly kind: 'valid'; readonly key: ApiKey }
  | { readonly kind: 'unknown' }
  /** Told only to who has the secret. */
  | { readonly kind: 'revoked' | 'expired' }

/** No key has this hash. */
const NO_HASH = Buffer.alloc(32)

/** Asked of the store each time, so that a revoked key is refused from the next request on. */
export async function checkToken(store: Pick<StoreReader, 'get'>, token: string, now: number): Promise<Verdict> {
  const [, id = '', secret = ''] = TOKEN.exec(token) ?? []
  if (id === '') return { kind: 'unknown' }
  const found = await store.get(collections.keys, [id])
  const key = apiKey.safeParse(found.get(id)?.body).data
  // Compared whether or not there is such a key: the time that it takes tells nothing.
  const isRight = timingSafeEqual(hashOf(secret), key ? Buffer.from(key.hash, 'hex') : NO_HASH)
  if (!key || !isRight) return { kind: 'unknown' }
  if (key.revokedAt !== null) return { kind: 'revoked' }
  if (key.expiresAt !== null && key.expiresAt <= now) return { kind: 'expired' }
  return { kind: 'valid', key }
}

export const accessOf = ({ id, scopes, reader, readership }: ApiKey): Access => ({
  caller: `key ${id}`,
  actor: actorOf(id, reader),
  reader,
  scopes: new Set(scopes),
  readership,
})

function actorOf(id: string, reader: ApiKey['reader']): string {
  if (reader.kind === 'person') return reader.id
  return reader.kind === 'local-operator' ? 'local-operator' : `api:key:${id}`
}
