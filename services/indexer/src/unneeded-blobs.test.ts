import { openMemoryBlobs } from '@thala/blobs'
import { attachmentId } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import { describe, expect, it } from 'vitest'
import { releaseBlobs } from './unneeded-blobs.ts'

const identity = { id: 'e', revision: 1, conversationId: 'slack:T1:C1', source: 'slack', at: 1 } as const
const deleted = (...blobs: string[]): MessageState => ({ ...identity, deleted: true, blobs })

/** A store in which some blobs are held by messages that stand. */
function storeWith(held: readonly string[]) {
  const order: string[] = []
  const refused = () => Promise.reject(new Error('not asked for'))
  return {
    order,
    refresh: async () => void order.push('refresh'),
    store: {
      get: refused,
      search: refused,
      scan: refused,
      findBy: async <T>(_: unknown, field: string, values: readonly unknown[]) => {
        order.push('find')
        expect(field).toBe('attachment')
        const found = held.filter((sha256) => values.includes(sha256))
        return found.map((id) => ({ id, body: {} as T, index: {} }))
      },
    },
  }
}

describe('blobs of deleted messages', () => {
  it('are removed, and what was read from them is named', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(new Uint8Array([1]))
    expect(await releaseBlobs([deleted(sha256)], { deps: { blobs }, ...storeWith([]) })).toEqual([attachmentId(sha256)])
    expect(await blobs.get(sha256)).toBeNull()
  })

  it('stay while a message that stands has the same bytes', async () => {
    const blobs = openMemoryBlobs()
    const mine = await blobs.put(new Uint8Array([1]))
    const ours = await blobs.put(new Uint8Array([2]))
    const released = await releaseBlobs([deleted(mine, ours)], { deps: { blobs }, ...storeWith([ours]) })
    expect(released).toEqual([attachmentId(mine)])
    expect(await blobs.get(ours)).not.toBeNull()
  })

  it('are looked for only after what was just stored can be found', async () => {
    const blobs = openMemoryBlobs()
    const asked = storeWith([])
    await releaseBlobs([deleted('a'.repeat(64)), deleted('a'.repeat(64))], { deps: { blobs }, ...asked })
    expect(asked.order).toEqual(['refresh', 'find'])
  })

  it('cost nothing where nothing was attached', async () => {
    const asked = storeWith([])
    const plain: MessageState = { ...identity, deleted: true }
    expect(await releaseBlobs([plain], { deps: { blobs: openMemoryBlobs() }, ...asked })).toEqual([])
    expect(asked.order).toEqual([])
  })

  it('are gone as well when the deletion is delivered again', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(new Uint8Array([1]))
    for (let again = 0; again < 2; again++)
      expect(await releaseBlobs([deleted(sha256)], { deps: { blobs }, ...storeWith([]) })).toEqual([
        attachmentId(sha256),
      ])
  })
})
