import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosine, DIMENSIONS, toBase64 } from './port.ts'
import { standInEmbedder } from './stand-in.ts'

const embedder = standInEmbedder()
const closeness = async (a: string, b: string) => {
  const [x, y] = await Promise.all([embedder.embed(a), embedder.embed(b)])
  return x === null || y === null ? Number.NaN : cosine(x, y)
}

describe('standInEmbedder', () => {
  it('says in its name that it is a stand-in', () => {
    expect(embedder.model).toMatch(/^stand-in/)
  })

  it('has no vector for a text without words', async () => {
    expect(await embedder.embed('🎉 ?!')).toBeNull()
  })

  it('gives the same bytes on every machine', async () => {
    const vector = await embedder.embed('checkout is down')
    expect(vector && toBase64(vector).slice(0, 24)).toBe('+P8IAgUHBgYH+/L6B/oCAAUJ')
  })

  it('puts texts that share words nearer than texts that share none', async () => {
    expect(await closeness('checkout is down', 'the checkout went down again')).toBeGreaterThan(0.4)
    expect(await closeness('checkout is down', 'anyone up for pizza tonight')).toBeLessThan(0.2)
  })

  it('sees that two words share a stem', async () => {
    expect(await closeness('restart', 'restarted')).toBeGreaterThan(0.3)
  })

  it('answers any text with null or with 384 bytes of about unit length, the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        const vector = await embedder.embed(text)
        if (vector === null) return
        expect(vector).toHaveLength(DIMENSIONS)
        expect(Math.hypot(...vector) / 127).toBeCloseTo(1, 1)
        expect(await standInEmbedder().embed(text)).toEqual(vector)
      }),
    )
  })
})
