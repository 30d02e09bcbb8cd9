// `thala keys`: who may ask over HTTP, for what, and on whose behalf. A secret is shown once; the store holds its hash.

import { type ApiKey, apiKey, ISSUED, newKey, type Readership, type Scope, scope, scopes } from '@thala/api'
import { terminalText } from '@thala/bot'
import { collections, ThalaError, thalaCommand } from '@thala/contracts'
import { findPerson } from '@thala/incidents'
import { type Installation, openInstallation } from '@thala/runtime'
import { type Document, type Store, scanAll } from '@thala/store'
import { homeOf } from '../home.ts'
import type { Session } from '../session.ts'

export interface KeyWish {
  readonly name: string
  /** A comma list. */
  readonly scopes: string
  readonly operator?: boolean
  readonly readers?: string
  readonly expires?: string
}

const MAX_NAME = 100
const UNITS_MS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const MAX_LIFE_MS = 3_650 * UNITS_MS.d

export async function keysCreate(session: Session, wish: KeyWish): Promise<void> {
  const { console, as } = session
  const wished = { name: nameIn(wish.name), scopes: scopesIn(wish.scopes), readership: readershipIn(wish.readers) }
  const lifeMs = wish.expires === undefined ? null : lifeIn(wish.expires)
  if (wish.operator && as !== undefined)
    throw new ThalaError('bad-input', '--as and --operator: a key acts as one of them')
  await withKeys(session, async ({ store }) => {
    const now = Date.now()
    const reader = await readerFor(store, as, wish.operator === true)
    const expiresAt = lifeMs === null ? null : now + lifeMs
    const { key, token } = newKey({ ...wished, reader, createdAt: now, expiresAt })
    const isFirst = !(await store.get(collections.keys, [ISSUED])).has(ISSUED)
    // First the mark, then the key: there is no moment with a key in which callers go without.
    await put(store, { id: ISSUED, body: {}, index: {} })
    await put(store, { id: key.id, body: key, index: {} })
    if (console.json) return console.data({ token, ...shown(key, now) })
    console.line(token)
    console.line(
      'This is the only time that it is shown. Send it as "Authorization: Bearer …"; in a browser it is the password.',
    )
    if (isFirst) console.line('From now on every request over HTTP needs a key, also on this machine.')
  })
}

export const keysList = (session: Session): Promise<void> =>
  withKeys(session, async ({ store }) => {
    await store.refresh()
    const now = Date.now()
    const keys = (await allKeys(store)).map((key) => shown(key, now))
    const { console } = session
    if (console.json) return console.data(keys)
    for (const one of keys) console.line(terminalText(lineOf(one)))
    console.line(`${keys.length} key${keys.length === 1 ? '' : 's'}`)
  })

export const keysRevoke = (session: Session, idOrToken: string): Promise<void> =>
  withKeys(session, async ({ store }) => {
    const id = /^(?:thala_)?([0-9a-f]{12})(?:_|$)/.exec(idOrToken.trim())?.[1]
    const found = id === undefined ? undefined : (await store.get(collections.keys, [id])).get(id)
    const key = apiKey.safeParse(found?.body).data
    if (!key) throw new ThalaError('not-found', `there is no such key: list them with '${thalaCommand('keys list')}'`)
    if (key.revokedAt === null) await put(store, { id: key.id, body: { ...key, revokedAt: Date.now() }, index: {} })
    const { console } = session
    if (console.json) console.data({ revoked: key.id })
    else console.line(`${key.id} is revoked: it is refused from the next request on`)
  })

/** Keys are for real data, whether or not a sample is shown at the moment. */
async function withKeys(session: Session, use: (installation: Installation) => Promise<void>): Promise<void> {
  const { env } = session
  const installation = await openInstallation(env, { dataDir: homeOf(env).real, access: 'append' })
  try {
    await use(installation)
  } finally {
    await installation.close()
  }
}

async function put(store: Store, document: Document): Promise<void> {
  const [result] = await store.update(collections.keys, [document.id], () => document)
  if (!result?.ok) throw new ThalaError('bad-input', `the key cannot be stored: ${result?.reason ?? 'no answer'}`)
}

async function allKeys(store: Store): Promise<ApiKey[]> {
  const documents = await Array.fromAsync(scanAll(store, collections.keys))
  const keys = documents.flatMap(({ body }) => apiKey.safeParse(body).data ?? [])
  return keys.sort((a, b) => a.createdAt - b.createdAt)
}

function nameIn(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name))
    throw new ThalaError('bad-input', `--name: 1 to ${MAX_NAME} printable characters that tell whose key it is`)
  return name
}

function scopesIn(text: string): Scope[] {
  const parsed = scope
    .array()
    .min(1)
    .safeParse([...new Set(text.split(',').map((one) => one.trim()))])
  if (parsed.success) return parsed.data
  throw new ThalaError('bad-input', `--scopes ${text}: a comma list of ${scopes.join(', ')}`)
}

async function readerFor(store: Store, as: string | undefined, operator: boolean): Promise<ApiKey['reader']> {
  if (as === undefined) return { kind: operator ? 'local-operator' : 'workspace' }
  const person = await findPerson(store, as)
  if (person?.kind === 'person') return person
  throw new ThalaError('bad-input', `--as ${as}: no such person (or several): give a handle or a full id`)
}

function readershipIn(text: string | undefined): Readership {
  if (text === undefined || text === 'workspace') return 'workspace'
  if (text === 'operators') return text
  if (/^[a-z]+:[^\s]{1,390}$/.test(text)) return { conversation: text }
  throw new ThalaError(
    'bad-input',
    `--readers ${text}: workspace, operators, or the id of a conversation (slack:T1:C1)`,
  )
}

function lifeIn(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? []
  const ms = Number(count) * (unit === 'h' ? UNITS_MS.h : unit === 'w' ? UNITS_MS.w : UNITS_MS.d)
  if (count !== '' && ms > 0 && ms <= MAX_LIFE_MS) return ms
  throw new ThalaError('bad-input', `--expires ${text}: a time such as 12h, 90d or 8w, at most ten years`)
}

const shown = ({ hash: _, ...key }: ApiKey, now: number) => ({
  ...key,
  state: key.revokedAt !== null ? 'revoked' : key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'valid',
})

const day = (at: number | null): string => (at === null ? 'never' : new Date(at).toISOString().slice(0, 10))

function lineOf({
  id,
  name,
  state,
  scopes,
  reader,
  readership,
  createdAt,
  expiresAt,
}: ReturnType<typeof shown>): string {
  const as = reader.kind === 'person' ? reader.id : reader.kind === 'workspace' ? 'the workspace' : 'operators'
  const readers = typeof readership === 'string' ? readership : readership.conversation
  return `${id}  ${state}  ${name}  ${scopes.join(',')}  reads as ${as}  read by ${readers}  made ${day(createdAt)}  expires ${day(expiresAt)}`
}
