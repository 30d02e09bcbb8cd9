import { readFileSync, statSync } from 'node:fs'
import { categories, messageTypes, severities } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { DENSE } from './dense.ts'
import type { Head } from './heads.ts'
import { openWeights, packHead, type WeightsFile, weightsFile } from './weights.ts'

const path = new URL('./weights.json', import.meta.url)
const shipped = weightsFile.parse(JSON.parse(readFileSync(path, 'utf8')))

const head = (classes: number, features: number): Head => ({
  classes: Array.from({ length: classes }, (_, i) => `c${i}`),
  temperature: 1.5,
  weights: Float32Array.from({ length: classes * features }, (_, i) => Math.sin(i) * (i % 7)),
})
const file = (features: number): WeightsFile => {
  const packed = packHead(head(3, features))
  const names = Buffer.from(Uint32Array.of(7, 4_000_000_000).buffer).toString('base64')
  return {
    version: 'x',
    about: '',
    vocabulary: names,
    heads: { type: packed, complete: packed, category: packed, severity: packed },
  }
}

describe('openWeights', () => {
  it('refuses a head that does not fit the vocabulary', () => {
    expect(() => openWeights(file(DENSE + 1))).toThrow(/weights, not/)
  })

  it('refuses a file with another field or without one', () => {
    expect(weightsFile.safeParse({ ...file(DENSE + 2), words: [] }).success).toBe(false)
    expect(weightsFile.safeParse({ version: '1' }).success).toBe(false)
  })

  it('gives back what was packed, to half a step of its scale', () => {
    const original = head(3, DENSE + 2)
    const { heads, vocabulary } = openWeights(file(DENSE + 2))
    expect([...vocabulary]).toEqual([
      [7, DENSE],
      [4_000_000_000, DENSE + 1],
    ])
    const worst = original.weights.reduce((most, w, i) => Math.max(most, Math.abs(w - (heads.type.weights[i] ?? 0))), 0)
    expect(worst).toBeLessThanOrEqual(6 / 127 / 2 + 1e-6)
  })

  it('keeps a part of which all weights are zero at zero', () => {
    const zero = packHead({ classes: ['a', 'b'], temperature: 1, weights: new Float32Array((DENSE + 2) * 2) })
    const opened = openWeights({
      ...file(DENSE + 2),
      heads: { type: zero, complete: zero, category: zero, severity: zero },
    })
    expect(opened.heads.type.weights.every((w) => w === 0)).toBe(true)
  })
})

describe('the weights that ship', () => {
  const { heads, vocabulary } = openWeights(shipped)

  it('have the classes of the contracts', () => {
    expect(heads.type.classes).toEqual(messageTypes)
    expect(heads.complete.classes).toEqual(['tentative', 'complete'])
    expect(heads.category.classes).toEqual(categories)
    expect(heads.severity.classes).toEqual(severities)
  })

  it('are finite, not all zero, and know thousands of names', () => {
    for (const { weights } of Object.values(heads)) {
      expect(weights.every(Number.isFinite)).toBe(true)
      expect(weights.some((w) => w !== 0)).toBe(true)
    }
    expect(vocabulary.size).toBeGreaterThan(5_000)
  })

  it('stay under 1.5 MB and hold no readable word', () => {
    expect(statSync(path).size).toBeLessThan(1_500_000)
    expect(Buffer.from(shipped.vocabulary, 'base64').length % 4).toBe(0)
  })
})
