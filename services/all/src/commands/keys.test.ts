// Keys as people make them: on a data folder of their own, wrong wishes first.

import { ISSUED } from '@thala/api'
import { collections } from '@thala/contracts'
import { openForWriting } from '@thala/runtime'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commandLine } from '../fixtures/command-line.ts'
import { homeOf } from '../home.ts'

const cli = commandLine()
const { thala } = cli

const DAY_MS = 86_400_000
const shown = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  reader: z.looseObject({ kind: z.string() }),
  readership: z.unknown(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
  state: z.string(),
})
const create = (...more: string[]) => thala('keys', 'create', '--name', 'ci', '--scopes', 'read,write', ...more)
const listed = async () => shown.array().parse(JSON.parse((await thala('--json', 'keys', 'list')).out))

async function stored() {
  const { store, close } = await openForWriting(homeOf(cli.env).real)
  const { documents } = await store.scan(collections.keys, { limit: 10 })
  await close()
  return documents
}

describe('a key that is not made', () => {
  it.each<[string, string[], RegExp]>([
    ['without a name', ['keys', 'create', '--scopes', 'read'], /required option '--name/],
    ['without scopes', ['keys', 'create', '--name', 'ci'], /required option '--scopes/],
    ['with an empty name', ['keys', 'create', '--name', ' ', '--scopes', 'read'], /--name: 1 to 100/],
    ['with a name that moves the cursor', ['keys', 'create', '--name', 'a\u001b[2J', '--scopes', 'read'], /--name/],
    [
      'with a scope that there is not',
      ['keys', 'create', '--name', 'ci', '--scopes', 'read,all'],
      /read,all.*read, write/,
    ],
    ['with an empty scope', ['keys', 'create', '--name', 'ci', '--scopes', ''], /--scopes/],
    [
      'for ever and a day',
      ['keys', 'create', '--name', 'ci', '--scopes', 'read', '--expires', '9999w'],
      /--expires 9999w/,
    ],
    ['for no time', ['keys', 'create', '--name', 'ci', '--scopes', 'read', '--expires', '0d'], /--expires 0d/],
    ['for a while', ['keys', 'create', '--name', 'ci', '--scopes', 'read', '--expires', 'a while'], /--expires/],
    ['for nobody', ['--as', 'nobody', 'keys', 'create', '--name', 'ci', '--scopes', 'read'], /--as nobody/],
    [
      'for two at once',
      ['--as', 'u', 'keys', 'create', '--name', 'c', '--scopes', 'read', '--operator'],
      /one of them/,
    ],
    [
      'with readers that there are not',
      ['keys', 'create', '--name', 'c', '--scopes', 'read', '--readers', 'all'],
      /--readers all/,
    ],
  ])('%s says what is wrong', async (_, args, message) => {
    const { code, err } = await thala(...args)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })

  it('leaves the installation as it is: callers still need none', async () => {
    await thala('keys', 'create', '--name', 'ci', '--scopes', 'all')
    expect(await stored()).toEqual([])
  })
})

describe('a key', () => {
  it('is shown once; what is kept does not hold its secret', async () => {
    const { code, out } = await create()
    const [token = ''] = out.split('\n')
    expect([code, token]).toEqual([0, expect.stringMatching(/^thala_[0-9a-f]{12}_[0-9a-f]{48}$/)])
    expect(out).toContain('From now on every request')
    const [, , secret = ''] = token.split('_')
    const documents = await stored()
    expect(documents.map(({ id }) => id)).toContain(ISSUED)
    expect(JSON.stringify(documents)).not.toContain(secret)
    expect((await thala('keys', 'list')).out).not.toContain(secret)
    expect((await create()).out).not.toContain('From now on')
  })

  it('has the scopes, the reader, the readers and the time that were wished for', async () => {
    await create('--operator', '--readers', 'operators', '--expires', '90d')
    await create('--readers', 'slack:T1:G1')
    const [operators, other] = await listed()
    expect(operators).toMatchObject({
      name: 'ci',
      scopes: ['read', 'write'],
      reader: { kind: 'local-operator' },
      readership: 'operators',
      state: 'valid',
    })
    expect((operators?.expiresAt ?? 0) - (operators?.createdAt ?? 0)).toBe(90 * DAY_MS)
    expect(other).toMatchObject({
      reader: { kind: 'workspace' },
      readership: { conversation: 'slack:T1:G1' },
      expiresAt: null,
    })
  })

  it('is listed on one line each, without its hash', async () => {
    await create()
    const { out } = await thala('keys', 'list')
    expect(out).toMatch(/^[0-9a-f]{12} {2}valid {2}ci {2}read,write .*\n1 key\n$/)
  })

  it('is revoked by its id or by the whole token, once and for all', async () => {
    const [token = ''] = (await create()).out.split('\n')
    const [first] = await listed()
    expect((await thala('keys', 'revoke', token)).code).toBe(0)
    const [revoked] = await listed()
    expect(revoked).toMatchObject({ id: first?.id, state: 'revoked' })
    expect((await thala('keys', 'revoke', first?.id ?? '')).code).toBe(0)
    expect(await listed()).toEqual([revoked])
  })

  it('is not revoked by what is none', async () => {
    await create()
    for (const id of ['0123456789ab', 'thala_0123456789ab_x', 'ci', ISSUED]) {
      const { code, err } = await thala('keys', 'revoke', id)
      expect([code, err]).toEqual([2, expect.stringMatching(/no such key.*keys list/)])
    }
    expect((await listed()).map(({ state }) => state)).toEqual(['valid'])
  })
})
