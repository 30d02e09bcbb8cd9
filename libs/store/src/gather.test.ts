import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'

function asking() {
  const calls: (readonly number[])[] = []
  const gates: (() => void)[] = []
  const ask = async (keys: readonly number[]) => {
    calls.push(keys)
    await new Promise<void>((resolve) => gates.push(resolve))
    return keys.map((key) => key * 10)
  }
  const goOn = async () => {
    while (gates.length === 0) await new Promise(setImmediate)
    gates.shift()?.()
  }
  return { calls, ask, goOn }
}

describe('gathered questions', () => {
  it('of one turn go together; those that come meanwhile go together next', async () => {
    const { calls, ask, goOn } = asking()
    const one = gather(ask, 10)
    const first = [one(1), one(2)]
    await new Promise(setImmediate)
    const second = [one(3), one(4), one(5)]
    await goOn()
    await goOn()
    expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50])
    expect(calls).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
  })

  it('are at most so many in one call', async () => {
    const { calls, ask, goOn } = asking()
    const one = gather(ask, 2)
    const all = Promise.all([1, 2, 3].map(one))
    await goOn()
    await goOn()
    await all
    expect(calls).toEqual([[1, 2], [3]])
  })

  it('fail together, and the next ones are asked again', async () => {
    let isDown = true
    const one = gather(async (keys: readonly number[]) => {
      if (isDown) throw new Error('down')
      return keys
    }, 10)
    const failed = await Promise.allSettled([one(1), one(2)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isDown = false
    expect(await one(3)).toBe(3)
  })

  it('are never answered by the answer to another', async () => {
    const one = gather(async () => [1], 10)
    const results = await Promise.allSettled([one(1), one(2)])
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  })
})
