import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isThalaError } from '@thala/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocalEmbedder } from './local.ts'
import { cosine, DIMENSIONS, type Embedder, toBase64 } from './port.ts'

const REPORT = 'checkout returns 502 for everyone in the EU'
const others = Array.from(
  { length: 20 },
  (_, i) => `${'a longer neighbour with many more words, '.repeat(i)}number ${i}`,
)

let embedder: Embedder
beforeAll(async () => {
  embedder = await openLocalEmbedder({ workers: 2 })
})
afterAll(() => embedder.close())

const bytes = async (text: string) => {
  const vector = await embedder.embed(text)
  return vector === null ? null : toBase64(vector)
}

describe('openLocalEmbedder', () => {
  it('refuses a folder without a model, and says how to restore it', async () => {
    const modelFolder = await mkdtemp(join(tmpdir(), 'thala-model-'))
    const error: unknown = await openLocalEmbedder({ modelFolder }).catch((thrown: unknown) => thrown)
    expect(isThalaError(error, 'bad-config') && error.message).toContain('checksums.json cannot be read; restore it')
  })

  it.each(['', ' \n', '🔥🔥🔥', '?!'])('has no vector for %j', async (text) => {
    expect(await embedder.embed(text)).toBeNull()
  })

  it('gives a text the same bytes alone, among others, and after another batch', async () => {
    const alone = await bytes(REPORT)
    const among = await Promise.all([...others, REPORT, ...others].map(bytes))
    expect(among[others.length]).toBe(alone)
    expect(await bytes(REPORT)).toBe(alone)
  })

  it('gives the same bytes from every worker', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => bytes(REPORT)))
    expect(new Set(all).size).toBe(1)
  })

  it('gives 384 bytes of about unit length, near for equal meaning and far for another', async () => {
    const [a, b, c] = await Promise.all([
      embedder.embed(REPORT),
      embedder.embed('customers in Europe get a bad gateway when they pay'),
      embedder.embed('who wants pizza for lunch?'),
    ])
    if (a === null || b === null || c === null) throw new Error('a text with words has a vector')
    expect(a).toHaveLength(DIMENSIONS)
    expect(Math.hypot(...a) / 127).toBeCloseTo(1, 1)
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.2)
  })

  it.each([
    ['200 kB without a space', 'x'.repeat(200_000)],
    ['200 kB of words', 'error on line 5 '.repeat(12_500)],
    ['a cut inside a surrogate pair', `a${'😀'.repeat(4_000)}`],
    ['a lone surrogate and control characters', 'down \ud800 \u0000\u0007'],
  ])('takes %s', async (_, text) => {
    expect(await embedder.embed(text)).toHaveLength(DIMENSIONS)
  })

  it('lets an urgent text overtake what waits', async () => {
    const single = await openLocalEmbedder()
    const order: string[] = []
    const waiting = others.map((text) => single.embed(text).then(() => order.push('other')))
    const urgent = single.embed(REPORT, { urgent: true }).then(() => order.push('urgent'))
    await Promise.all([...waiting, urgent])
    // The worker held two texts before the urgent one came.
    expect(order.indexOf('urgent')).toBe(2)
    await single.close()
  })

  it('closes while busy: every text is answered or fails with dependency-down, none hangs', async () => {
    const busy = await openLocalEmbedder()
    const outcomes = others.map((text) =>
      busy.embed(text).then(
        () => 'done',
        (error: unknown) => isThalaError(error, 'dependency-down'),
      ),
    )
    await busy.close()
    const settled = await Promise.all(outcomes)
    expect(settled.every((one) => one === 'done' || one === true)).toBe(true)
    expect(settled).toContain(true)
  })
})
