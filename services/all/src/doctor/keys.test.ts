import { collections } from '@thala/contracts'
import { startWorld, type World } from '@thala/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAtKeys } from './keys.ts'

const NOW = 1_000

let world: World
beforeAll(async () => {
  world = await startWorld(() => [])
})
afterAll(() => world.stop())

const look = (host: string, store: World['store'] | null = world.store) =>
  Array.fromAsync(lookAtKeys(store, { host, now: NOW }))
const put = (id: string, body: object) => world.store.update(collections.keys, [id], () => ({ id, body, index: {} }))

describe('the keys of the API', () => {
  it.each(['0.0.0.0', '10.1.2.3', '::', 'thala.acme.example'])(
    'are a fault when there are none and others can reach it: %s',
    async (host) => {
      for (const store of [null, world.store])
        expect(await look(host, store)).toMatchObject([
          { state: 'fault', on: '0', note: expect.stringMatching(/refuses to start.*thala -- keys create/) },
        ])
    },
  )

  it.each(['127.0.0.1', 'localhost', '::1', '[::1]', '127.9.9.9'])(
    'may be none on this machine, and it is said that the API is open: %s',
    async (host) => {
      expect(await look(host)).toMatchObject([{ state: 'ok', note: expect.stringContaining('open to programs') }])
    },
  )

  it('are counted, but for those that open nothing any more', async () => {
    const hash = 'secret-hash'
    await put('issued', { at: 1 })
    expect(await look('127.0.0.1')).toMatchObject([{ state: 'ok', on: '0' }])
    await put('revoked', { hash, revokedAt: 1, expiresAt: null })
    await put('expired', { hash, revokedAt: null, expiresAt: NOW })
    expect(await look('0.0.0.0')).toMatchObject([
      { state: 'warning', on: '0', note: expect.stringMatching(/nobody can call.*thala -- keys create/) },
    ])
    await put('good', { hash, revokedAt: null, expiresAt: NOW + 1 })
    await put('for ever', { hash, revokedAt: null, expiresAt: null })
    const found = await look('0.0.0.0')
    expect(found).toMatchObject([{ state: 'ok', on: '2', variable: 'THALA_HOST' }])
    expect(JSON.stringify(found)).not.toContain('hash')
  })
})
