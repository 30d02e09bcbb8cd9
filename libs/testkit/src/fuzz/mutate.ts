// Valid examples, bent a little: most of a parser is reached only by what is nearly right.

import { mulberry32 } from '../random.ts'
import { hostileJson, hostileText, sampled } from './hostile.ts'

export interface Mutator {
  text(examples: readonly string[]): string
  bytes(examples: readonly Uint8Array[]): Uint8Array
  json(examples: readonly unknown[]): unknown
  /** One of them; throws for none. */
  pick<T>(some: readonly T[]): T
  /** True in so many of 1 cases. */
  chance(share: number): boolean
}

/** Values of each kind that are made beforehand, to be put in: sampling one by one is slow. */
const POOL = 400
const MOST_CHANGES = 6
const LONGEST_REPEAT = 2_000

/** A stream of cases, the same for the same seed. */
export function mutator(seed: number): Mutator {
  const random = mulberry32(seed)
  const texts = sampled(hostileText, seed, POOL)
  const values = sampled(hostileJson, seed, POOL)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(some: readonly T[], otherwise: T): T => some[below(some.length)] ?? otherwise
  const changes = (): number => 1 + below(MOST_CHANGES)

  const changedText = (text: string, others: readonly string[]): string => {
    const from = below(text.length + 1)
    const to = Math.min(text.length, from + below(1 + Math.min(text.length, 40)))
    const part = text.slice(from, to)
    const put = (middle: string) => text.slice(0, from) + middle + text.slice(to)
    switch (below(8)) {
      case 0:
        return put('')
      case 1:
        return put(pick(texts, ''))
      case 2:
        return put(part + pick(texts, '') + part)
      case 3:
        return put(part.repeat(1 + below(Math.max(2, LONGEST_REPEAT / Math.max(1, part.length)))))
      case 4:
        return put(String.fromCharCode(below(0x10000)))
      case 5:
        return text.slice(0, from) + pick(others, '').slice(below(50))
      case 6:
        return put([...part].reverse().join(''))
      default:
        return put(String(below(2) === 0 ? -below(1000) : below(2 ** 31)))
    }
  }
  const text = (examples: readonly string[]): string => {
    let made = pick(examples, '')
    for (let i = changes(); i > 0; i--) made = changedText(made, examples)
    return made
  }
  const bytes = (examples: readonly Uint8Array[]): Uint8Array => {
    const original = pick(examples, new Uint8Array())
    if (below(2) === 0) {
      const latin = (one: Uint8Array) => Buffer.from(one).toString('latin1')
      return Buffer.from(text([latin(original)]), below(4) === 0 ? 'utf8' : 'latin1')
    }
    const made = Uint8Array.from(original)
    for (let i = changes(); i > 0 && made.length > 0; i--) made[below(made.length)] = below(256)
    return below(4) === 0 ? made.slice(0, below(made.length + 1)) : made
  }
  const changedJson = (value: unknown, depth: number): unknown => {
    if (depth > 0 && Array.isArray(value) && value.length > 0) {
      const at = below(value.length)
      if (below(6) === 0) return value.toSpliced(at, 1)
      if (below(6) === 0) return [...value, ...value]
      return value.with(at, changedJson(value[at], depth - 1))
    }
    if (depth > 0 && typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      const names = Object.keys(value)
      const name = pick(names, '')
      const entries = Object.entries(value).filter(([key]) => key !== name || below(6) > 0)
      const bent = entries.map(([key, inner]) => [key, key === name ? changedJson(inner, depth - 1) : inner] as const)
      return withOwnKeys(below(8) === 0 ? [...bent, [pick(texts, 'x'), pick(values, null)]] : bent)
    }
    if (typeof value === 'string' && below(2) === 0) return changedText(value, texts)
    return pick(values, null)
  }
  const json = (examples: readonly unknown[]): unknown => {
    let made: unknown = pick(examples, null)
    for (let i = changes(); i > 0; i--) made = changedJson(made, below(8))
    return made
  }
  const one = <T>(some: readonly T[]): T => {
    const chosen = some[below(some.length)]
    if (chosen === undefined) throw new RangeError('nothing to pick from')
    return chosen
  }
  return { text, bytes, json, pick: one, chance: (share) => random() < share }
}

/** As JSON.parse does it: a key `__proto__` is a property like any other. */
function withOwnKeys(entries: readonly (readonly [string, unknown])[]): unknown {
  const made = {}
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true })
  return made
}
