import { DIMENSIONS, type Embedder } from '@thala/embedder'
import { localReader } from '@thala/llm'
import type { AttachmentReader, Reading } from '@thala/ocr'
import { describe, expect, it } from 'vitest'
import { lookAtClassifier, lookAtEmbedder, lookAtPictures } from './models.ts'

const subject = { what: 'sentence vectors', on: 'a model' }

describe('the sentence model', () => {
  const look = async (vector: Int8Array | null) => {
    let closed = false
    const embedder: Embedder = {
      model: 'model-1',
      embed: async () => vector,
      close: async () => {
        closed = true
      },
    }
    const found = await Array.fromAsync(lookAtEmbedder(subject, async () => embedder))
    expect(closed).toBe(true)
    return found
  }

  it('is faulty when its files are not those of its checksums', async () => {
    const open = async () => {
      throw new Error('the sentence model is damaged')
    }
    await expect(Array.fromAsync(lookAtEmbedder(subject, open))).rejects.toThrow(/damaged/)
  })

  it.each([
    ['none', null],
    ['too short', new Int8Array(DIMENSIONS - 1).fill(1)],
    ['nothing but zeros', new Int8Array(DIMENSIONS)],
  ])('is faulty when its vector is %s', async (_, vector) => {
    expect(await look(vector)).toMatchObject([{ state: 'fault', note: expect.stringContaining('npm ci') }])
  })

  it('is well when it embeds a text', async () => {
    expect(await look(new Int8Array(DIMENSIONS).fill(3))).toMatchObject([{ state: 'ok', on: 'model-1' }])
  })
})

describe('the classifier', () => {
  it('is faulty when its weights do not fit together', async () => {
    const open = async () => {
      throw new Error('the weights are for 384 dimensions, not 3')
    }
    await expect(Array.fromAsync(lookAtClassifier(subject, open))).rejects.toThrow(/384/)
  })

  it('is well when it takes an outage for an incident', async () => {
    expect(await Array.fromAsync(lookAtClassifier(subject, async () => localReader()))).toMatchObject([
      {
        state: 'ok',
        on: expect.stringMatching(/^local-linear-/),
        note: expect.stringMatching(/likely an incident, /),
      },
    ])
  })
})

describe('the reading of pictures', () => {
  const look = async (reading: Reading) => {
    let closed = false
    const reader: AttachmentReader = {
      recipe: 'recipe-1',
      read: async (bytes, { mimeType }) => {
        expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
        expect(mimeType).toBe('image/png')
        return reading
      },
      close: async () => {
        closed = true
      },
    }
    const found = await Array.fromAsync(lookAtPictures(subject, async () => reader))
    expect(closed).toBe(true)
    return found
  }

  it.each([
    [{ text: null, reason: 'it took too long' }, 'it took too long'],
    [{ text: 'Thela rods' }, 'is read as "Thela rods"'],
    [{ text: '' }, 'is read as ""'],
  ])('is faulty when it answers %j', async (reading, note) => {
    expect(await look(reading)).toMatchObject([{ state: 'fault', note: expect.stringContaining(note) }])
  })

  it('is well when it reads what stands there', async () => {
    expect(await look({ text: '\nThala reads\n' })).toMatchObject([{ state: 'ok', on: 'recipe-1' }])
  })
})
