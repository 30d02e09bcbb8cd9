import { openMemoryBlobs } from '@thala/blobs'
import { attachmentId, isThalaError } from '@thala/contracts'
import { type AttachmentReader, standInAttachmentReader } from '@thala/ocr'
import type { Memo } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { readOnce } from './bytes-read.ts'

const bytes = new TextEncoder().encode('disk full')

/** Remembers as the runtime does, by what identifies the answer. */
function remembering(): Memo & { readonly keys: string[] } {
  const answers = new Map<string, unknown>()
  const keys: string[] = []
  const memo: Memo = async (key, compute) => {
    const id = JSON.stringify(key)
    keys.push(key.messageId)
    if (!answers.has(id)) answers.set(id, await compute())
    return answers.get(id) as Awaited<ReturnType<typeof compute>>
  }
  return Object.assign(memo, { keys })
}

function counting(reader: Partial<AttachmentReader> = {}) {
  const counted = { reads: 0 }
  const standIn = standInAttachmentReader()
  const attachmentReader: AttachmentReader = {
    ...standIn,
    ...reader,
    read: (...args) => {
      counted.reads++
      return (reader.read ?? standIn.read)(...args)
    },
  }
  return { counted, attachmentReader }
}

describe('bytes that are attached', () => {
  it('are read once, however often they come, and remembered under no message', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(bytes)
    const memo = remembering()
    const { counted, attachmentReader } = counting()
    const read = readOnce()
    for (let again = 0; again < 3; again++)
      expect(await read(sha256, { blobs, attachmentReader }, memo)).toEqual({ text: 'disk full' })
    expect(counted.reads).toBe(1)
    expect(new Set(memo.keys)).toEqual(new Set([attachmentId(sha256)]))
  })

  it('are read once when several messages with them are in hand at the same time', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(bytes)
    const { counted, attachmentReader } = counting()
    const read = readOnce()
    const neverRemembered: Memo = (_, compute) => compute()
    const ask = () => read(sha256, { blobs, attachmentReader }, neverRemembered)
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill({ text: 'disk full' }))
    expect(counted.reads).toBe(1)
  })

  it('are not all in memory at the same time', async () => {
    const stored = openMemoryBlobs()
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => stored.put(new Uint8Array([n]))))
    let inMemory = 0
    let peak = 0
    const blobs = {
      ...stored,
      get: (sha256: string) => {
        peak = Math.max(peak, ++inMemory)
        return stored.get(sha256)
      },
    }
    const { attachmentReader } = counting({
      read: async () => {
        inMemory--
        return { text: 'read' }
      },
    })
    const read = readOnce()
    await Promise.all(ids.map((sha256) => read(sha256, { blobs, attachmentReader }, remembering())))
    expect(peak).toBeGreaterThan(1)
    expect(peak).toBeLessThanOrEqual(4)
  })

  it('are read anew by another recipe', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(bytes)
    const memo = remembering()
    const first = counting()
    const second = counting({ recipe: 'a better one' })
    await readOnce()(sha256, { blobs, attachmentReader: first.attachmentReader }, memo)
    await readOnce()(sha256, { blobs, attachmentReader: second.attachmentReader }, memo)
    expect(second.counted.reads).toBe(1)
  })

  it('that nobody keeps say so, and are read once they are there', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await openMemoryBlobs().put(bytes)
    const memo = remembering()
    const { attachmentReader } = counting()
    const read = readOnce()
    expect(await read(sha256, { blobs, attachmentReader }, memo)).toMatchObject({
      text: null,
      reason: expect.stringContaining('THALA_BLOBS_DIR'),
    })
    await blobs.put(bytes)
    expect(await read(sha256, { blobs, attachmentReader }, memo)).toEqual({ text: 'disk full' })
  })

  it('are still known by what was remembered when they are no longer kept', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(bytes)
    const memo = remembering()
    const { attachmentReader } = counting()
    const read = readOnce()
    await read(sha256, { blobs, attachmentReader }, memo)
    await blobs.remove(sha256)
    expect(await read(sha256, { blobs, attachmentReader }, memo)).toEqual({ text: 'disk full' })
  })

  it('in a folder that cannot be read are waited for', async () => {
    const blobs = { ...openMemoryBlobs(), get: () => Promise.reject(new Error('EIO')) }
    const { attachmentReader } = counting()
    const failure = await readOnce()('a'.repeat(64), { blobs, attachmentReader }, remembering()).catch(
      (e: unknown) => e,
    )
    expect(isThalaError(failure, 'dependency-down')).toBe(true)
    expect(String(failure)).toContain('THALA_BLOBS_DIR')
  })

  it('whose reader is down are not remembered as unreadable', async () => {
    const blobs = openMemoryBlobs()
    const sha256 = await blobs.put(bytes)
    const memo = remembering()
    const down = counting({ read: () => Promise.reject(new Error('no reader')) })
    const read = readOnce()
    await expect(read(sha256, { blobs, attachmentReader: down.attachmentReader }, memo)).rejects.toThrow('no reader')
    const { attachmentReader } = counting()
    expect(await read(sha256, { blobs, attachmentReader }, memo)).toEqual({ text: 'disk full' })
  })
})
