import { type Collection, collections } from '@thala/contracts'
import { memoryStore } from '@thala/incidents/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ApiKey, accessOf, checkToken, ISSUED, isIssued, newKey } from './keys.ts'

const wish = {
  name: 'ci',
  scopes: ['read'],
  reader: { kind: 'workspace' },
  readership: 'workspace',
  createdAt: 0,
  expiresAt: 1_000,
} as const

const made = () => newKey({ ...wish, scopes: [...wish.scopes] })

function kept(more: Partial<ApiKey> = {}) {
  const store = memoryStore()
  const { key, token } = made()
  store.put(collections.keys, { id: key.id, body: { ...key, ...more }, index: {} })
  return { store, key, token }
}

describe('a token', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'secret'],
    ['the id of a mark', ISSUED],
    ['a key that nobody has', 'thala_000000000000_000000000000000000000000000000000000000000000000'],
    ['one with something behind it', `${made().token}0`],
  ])('is unknown: %s', async (_, token) => {
    expect(await checkToken(kept().store, token, 0)).toEqual({ kind: 'unknown' })
  })

  it('is unknown with another secret, also where the key is revoked or expired', async () => {
    for (const more of [{}, { revokedAt: 1 }, { expiresAt: 0 }]) {
      const { store, key } = kept(more)
      const guess = made().token.split('_')[2] ?? ''
      expect(await checkToken(store, `thala_${key.id}_${guess}`, 5)).toEqual({ kind: 'unknown' })
    }
  })

  it('is valid until it expires, and no longer than until it is revoked', async () => {
    const { store, token, key } = kept()
    expect(await checkToken(store, token, 999)).toEqual({ kind: 'valid', key })
    expect(await checkToken(store, token, 1_000)).toEqual({ kind: 'expired' })
    const revoked = kept({ revokedAt: 5 })
    expect(await checkToken(revoked.store, revoked.token, 0)).toEqual({ kind: 'revoked' })
  })

  it('is looked up by its id alone, as often as it is checked', async () => {
    const { store, token, key } = kept()
    const asked: [string, readonly string[]][] = []
    const get = <T>(collection: Collection, ids: readonly string[]) => {
      asked.push([collection.name, ids])
      return store.get<T>(collection, ids)
    }
    await checkToken({ get }, token, 0)
    await checkToken({ get }, token, 0)
    expect(asked).toEqual([
      ['keys', [key.id]],
      ['keys', [key.id]],
    ])
  })

  it('is none, whatever else is sent as one', async () => {
    const { store } = kept()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^thala_[0-9a-f]{12}_[0-9a-f]{48}$/)), async (text) => {
        expect(await checkToken(store, text, 0)).toEqual({ kind: 'unknown' })
      }),
    )
  })
})

describe('a new key', () => {
  it('keeps no secret, has at least 128 random bits, and is unlike any other', () => {
    const keys = Array.from({ length: 50 }, made)
    for (const { key, token } of keys) {
      const [, , secret = ''] = token.split('_')
      expect(secret.length * 4).toBeGreaterThanOrEqual(128)
      expect(JSON.stringify(key)).not.toContain(secret)
    }
    expect(new Set(keys.map(({ token }) => token)).size).toBe(50)
  })

  it('makes keys needed only once the mark of the first one stands', async () => {
    const { store } = kept()
    expect(await isIssued(store)).toBe(false)
    store.put(collections.keys, { id: ISSUED, body: {}, index: {} })
    expect(await isIssued(store)).toBe(true)
  })

  it.each([
    [{ kind: 'workspace' } as const, /^api:key:[0-9a-f]{12}$/],
    [{ kind: 'local-operator' } as const, /^local-operator$/],
    [{ kind: 'person', id: 'slack:T1:U1' } as const, /^slack:T1:U1$/],
  ])('that reads as %j writes under its name', (reader, actor) => {
    const { key } = newKey({ ...wish, scopes: ['read'], reader })
    expect(accessOf(key)).toMatchObject({ actor: expect.stringMatching(actor), reader, readership: 'workspace' })
  })
})
