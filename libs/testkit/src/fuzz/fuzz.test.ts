import { describe, expect, it } from 'vitest'
import { hostileJson, hostileText, matching, mutator, sampled, watchPrototypes } from './index.ts'

describe('hostile values', () => {
  it('are the same for the same seed', () => {
    expect(sampled(hostileText, 4, 50)).toEqual(sampled(hostileText, 4, 50))
    expect(sampled(hostileText, 4, 50)).not.toEqual(sampled(hostileText, 5, 50))
  })

  it('are JSON, with keys of their own that elsewhere would be inherited', () => {
    const texts = sampled(hostileJson, 1, 2_000).map((value) => JSON.stringify(value))
    expect(texts.filter((text) => text === undefined)).toEqual([])
    expect(texts.some((text) => text.includes('"__proto__":'))).toBe(true)
  })

  it('match a regular expression, or are none where it cannot be turned round', () => {
    const word = /^[a-f]{3}-\d+$/
    expect(matching(word, 1, 5)).toHaveLength(5)
    expect(matching(word, 1, 5).filter((text) => !word.test(text))).toEqual([])
    expect(matching(/(?<=a)b/, 1, 5)).toEqual([])
  })
})

describe('bent examples', () => {
  const example = { user: 'U1', text: 'checkout is down', files: [{ name: 'a.png' }], deep: { a: { b: [1, 2, 3] } } }

  it('are the same for the same seed', () => {
    const three = (seed: number) => {
      const mutate = mutator(seed)
      return [mutate.text(['abc', 'def']), mutate.json([example]), [...mutate.bytes([Buffer.from('abc')])]]
    }
    expect(three(8)).toEqual(three(8))
    expect(three(8)).not.toEqual(three(9))
  })

  it('are mostly different from the example, and mostly still like it', () => {
    const mutate = mutator(1)
    const bent = Array.from({ length: 300 }, () => JSON.stringify(mutate.json([example])))
    expect(bent.filter((one) => one === JSON.stringify(example)).length).toBeLessThan(30)
    expect(bent.filter((one) => one?.includes('"text":')).length).toBeGreaterThan(100)
  })

  it('leave the example as it is', () => {
    const before = JSON.stringify(example)
    const mutate = mutator(2)
    for (let i = 0; i < 300; i++) mutate.json([example])
    expect(JSON.stringify(example)).toBe(before)
  })
})

describe('the watch over what every object inherits', () => {
  it('tells what was added, and nothing otherwise', () => {
    const changed = watchPrototypes()
    expect(changed()).toEqual([])
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true })
    const told = changed()
    Reflect.deleteProperty(Object.prototype, 'polluted')
    expect(told).toEqual([expect.stringContaining('polluted')])
    expect(changed()).toEqual([])
  })
})
