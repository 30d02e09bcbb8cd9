import { ThalaError } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { fuzzTarget } from './parsing.ts'
import type { Target } from './target.ts'

const target = (take: (input: string) => void): Target => ({
  name: 'a parser',
  cases: 1,
  make: (mutate) => mutate.text(['{"a":1}']),
  take: (input) => take(String(input)),
})

describe('fuzzing a parser', () => {
  it('tells what it throws, with the seed and the input', async () => {
    const { broken } = await fuzzTarget(
      target((text) => {
        if (text.includes('__proto__')) throw new TypeError('cannot read that')
      }),
      3,
      400,
    )
    expect(broken.length).toBeGreaterThan(0)
    expect(broken[0]).toMatch(/^seed 3: a parser: TypeError: cannot read that .*__proto__/)
  })

  it('takes a clear refusal for an answer', async () => {
    const refusing = target(() => {
      throw new ThalaError('bad-input', 'no')
    })
    expect(await fuzzTarget(refusing, 3, 50)).toMatchObject({ broken: [], slow: [] })
  })

  it('tells what takes too long over a long text', async () => {
    const slow = target((text) => {
      const begun = process.threadCpuUsage()
      const isSlow = text.length > 90_000 && text.includes('((((')
      while (isSlow && process.threadCpuUsage(begun).user < 150_000);
    })
    expect((await fuzzTarget(slow, 3, 5, 50)).slow).toEqual([expect.stringMatching(/^a parser: \d{3} ms .*\(…×/)])
  })

  it('makes the same cases of the same seed', async () => {
    const inputs = async (seed: number) => {
      const seen: string[] = []
      await fuzzTarget(
        target((text) => seen.push(text)),
        seed,
        30,
      )
      return seen
    }
    expect(await inputs(5)).toEqual(await inputs(5))
    expect(await inputs(5)).not.toEqual(await inputs(6))
  })
})
