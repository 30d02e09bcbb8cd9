import { classification } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localReader } from './local.ts'
import type { Example } from './port.ts'

const REPORT = 'Checkout is down, customers get a 502 when they pay'
const reader = localReader()

/** Any vector does here: what the weights make of real ones is tested in training/. */
const vectorOf = (text: string): Int8Array | null =>
  /[\p{L}\p{N}]/u.test(text)
    ? Int8Array.from({ length: 384 }, (_, i) => Math.round(9 * Math.sin(i * text.length)))
    : null

const classify = (text: string, parentText: string | null = null) =>
  reader.classify({
    text,
    parentText,
    vector: vectorOf(text),
    parentVector: parentText === null ? null : vectorOf(parentText),
    hasReadableImage: false,
  })

describe('garbage', () => {
  it.each([
    ['nothing', ''],
    ['spaces', ' \n\t '],
    ['emoji only', '🔥🔥🔥'],
    ['200 kB of words', 'stack trace line 12 '.repeat(10_000)],
    ['200 kB without a space', 'x'.repeat(200_000)],
    ['control characters and half a character', '\u0000\u0007 \ud800'],
  ])('%s is answered inside the schema', async (_, text) => {
    for (const parent of [null, REPORT, text]) classification.parse(await classify(text, parent))
  })

  it('of any kind is answered inside the schema, and the types sum to 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.option(fc.string()), async (text, parentText) => {
        const { types, reasoning } = classification.parse(await classify(text, parentText))
        expect(Object.values(types).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
        expect(reasoning.length).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('the answer', () => {
  it('is the same each time and names its weights', async () => {
    expect(await classify(REPORT)).toEqual(await classify(REPORT))
    expect((await classify(REPORT)).model).toBe(reader.model)
    expect(reader.model).toMatch(/^local-linear-[0-9a-f]{8}$/)
  })

  it('gives its reason', async () => {
    expect((await classify(REPORT)).reasoning).toMatch(/^Reads as .+: .+\.$/)
  })
})

describe('predict', () => {
  const example = (similarity: number): Example => ({ text: 'x', category: 'Storage', severity: 'Low', similarity })
  const predict = (examples: Example[]) => reader.predict({ text: REPORT, vector: vectorOf(REPORT), examples })

  it('never exceeds the bounds of its answer, however odd the similarities', async () => {
    const similarities = fc.array(fc.double({ noDefaultInfinity: true, noNaN: true }))
    await fc.assert(
      fc.asyncProperty(similarities, async (values) => {
        const { confidence, reasoning } = await predict(values.map(example))
        expect(confidence).toBeGreaterThanOrEqual(0.5)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(reasoning.length).toBeLessThanOrEqual(200)
      }),
    )
  })
})
