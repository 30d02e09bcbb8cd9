import { describe, expect, it } from 'vitest'
import { DENSE } from '../src/dense.ts'
import { hashName } from '../src/features.ts'
import { featuresOf, type Named, toRow, vocabularyOf } from './rows.ts'
import { type Sample, unlabelled } from './sample.ts'

const sample = (text: string, group: string, parent: string | null = null): Sample => ({
  ...unlabelled,
  text,
  group,
  parent,
  voice: 'operator',
})
const noVectors = () => null
const named = (text: string, group: string): Named => {
  const one = sample(text, group)
  return { sample: one, features: featuresOf(one, noVectors, false) }
}

describe('vocabularyOf', () => {
  const rows = [named('acmecloud is down', 'a'), named('acmecloud is slow', 'a'), named('our shop is down', 'b')]

  it('never learns a word of one group alone, however often it stands there', () => {
    const vocabulary = vocabularyOf(rows, 100, 2)
    expect(vocabulary.has(hashName('acmecloud'))).toBe(false)
    expect(vocabulary.has(hashName('down'))).toBe(true)
  })

  it('leaves out what is too rare, and keeps to its limit with the widest names', () => {
    expect(vocabularyOf(rows, 100, 3).has(hashName('down'))).toBe(false)
    const [first] = vocabularyOf(rows, 1, 2)
    expect(first).toEqual([expect.any(Number), DENSE])
  })
})

describe('featuresOf', () => {
  it('forgets the parent where a text is read by itself', () => {
    const one = sample('works again', 'a', 'search is down')
    expect(featuresOf(one, noVectors, true)).toEqual(featuresOf(sample('works again', 'b'), noVectors, false))
    expect(featuresOf(one, noVectors, false)).not.toEqual(featuresOf(one, noVectors, true))
  })
})

describe('toRow', () => {
  it('holds the dense features that are not zero, then the known names', () => {
    const { features } = named('down', 'a')
    const row = toRow(features, new Map([[hashName('down'), DENSE]]), [2], 3)
    expect(row.accepted).toEqual([2])
    expect(row.weight).toBe(3)
    expect(row.indexes.at(-1)).toBe(DENSE)
    expect(row.values).toHaveLength(row.indexes.length)
    expect(row.values.every((value) => value !== 0)).toBe(true)
  })
})
