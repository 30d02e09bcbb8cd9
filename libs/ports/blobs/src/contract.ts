// What every place for blobs must hold, as tests: `blobsContract('a folder', open)` in a test file of the adapter.
// Imported as `@thala/blobs/contract`, so that nothing of a test runner reaches production.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Blobs } from './port.ts'

export interface OpenedBlobs {
  readonly blobs: Blobs
  /** Another client of the same place, as another process would have. */
  another(): Promise<Blobs>
  close(): Promise<void>
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const UNKNOWN = 'f'.repeat(64)
const LARGE_BYTES = 3_000_000

export function blobsContract(name: string, open: () => Promise<OpenedBlobs>): void {
  describe(name, () => {
    let opened: OpenedBlobs
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    it('refuses every id that is not 64 hex digits, so that none becomes a path', async () => {
      const hex = 'ab'.repeat(32)
      const bad = ['', '..', '../../etc/passwd', hex.toUpperCase(), `${hex}0`, hex.slice(1), `${hex}\n`, `../${hex}`]
      for (const id of bad) {
        await expect(opened.blobs.get(id)).rejects.toMatchObject({ code: 'bad-input' })
        await expect(opened.blobs.remove(id)).rejects.toMatchObject({ code: 'bad-input' })
      }
    })

    it('answers null for what nobody put, and removes it without complaint', async () => {
      expect(await opened.blobs.get(UNKNOWN)).toBeNull()
      await opened.blobs.remove(UNKNOWN)
    })

    it('names bytes by their sha256 and gives the same bytes back, whatever they are', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
          const id = await opened.blobs.put(bytes)
          expect(id).toBe(sha256Of(bytes))
          expect(Uint8Array.from((await opened.blobs.get(id)) ?? [1, 2, 3])).toEqual(bytes)
        }),
        { numRuns: 40 },
      )
    })

    it('keeps what was put when the caller goes on to change the array, or a reader what it got', async () => {
      const bytes = bytesOf('the first words')
      const id = await opened.blobs.put(bytes)
      bytes.fill(0)
      ;(await opened.blobs.get(id))?.fill(1)
      expect(Buffer.from((await opened.blobs.get(id)) ?? []).toString()).toBe('the first words')
    })

    it('is the same when the same bytes are put again, at once or by another client', async () => {
      const bytes = new Uint8Array(LARGE_BYTES).fill(7)
      const other = await opened.another()
      const ids = await Promise.all([opened.blobs, other, opened.blobs, other].map((one) => one.put(bytes)))
      expect(new Set(ids)).toEqual(new Set([sha256Of(bytes)]))
      expect((await other.get(sha256Of(bytes)))?.length).toBe(LARGE_BYTES)
    })

    it('shows every client what one has put, and hides from all what one has removed', async () => {
      const other = await opened.another()
      const id = await opened.blobs.put(bytesOf('seen by both'))
      expect(await other.get(id)).not.toBeNull()
      await other.remove(id)
      expect(await opened.blobs.get(id)).toBeNull()
    })

    it('takes back what was removed', async () => {
      const id = await opened.blobs.put(bytesOf('removed and put again'))
      await opened.blobs.remove(id)
      await opened.blobs.remove(id)
      expect(await opened.blobs.put(bytesOf('removed and put again'))).toBe(id)
      expect(await opened.blobs.get(id)).not.toBeNull()
    })
  })
}
