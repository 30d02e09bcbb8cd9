import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, fuse } from './fuse.ts'

const candidate = (id: string, words: number | null, cosine: number | null): Candidate => ({ id, words, cosine })
const idsOf = (candidates: readonly Candidate[], k = 10) => fuse(candidates, k).map((one) => one.candidate.id)

describe('fuse', () => {
  it('makes nothing of nothing', () => {
    expect(fuse([], 10)).toEqual([])
  })

  it('does not divide by a BM25 of zero', () => {
    expect(fuse([candidate('a', 0, null)], 10)).toEqual([{ candidate: candidate('a', 0, null), score: 0 }])
  })

  it('scores an opposite meaning as none at all, never below zero', () => {
    expect(fuse([candidate('a', null, -1)], 10)[0]?.score).toBe(0)
  })

  it('scores by words alone when nothing has a vector, the best with 1', () => {
    expect(fuse([candidate('a', 2, null), candidate('b', 8, null)], 10).map(({ score }) => score)).toEqual([1, 0.25])
  })

  it('scores by meaning alone when no word matches', () => {
    expect(fuse([candidate('a', null, 0.3), candidate('b', null, 0.9)], 10).map(({ score }) => score)).toEqual([
      0.9, 0.3,
    ])
  })

  it('puts what matches both ways before what matches one way as well', () => {
    expect(idsOf([candidate('words', 9, 0.1), candidate('both', 8, 0.8), candidate('meaning', null, 0.8)])).toEqual([
      'both',
      'meaning',
      'words',
    ])
  })

  it('does not depend on the scale of BM25, which differs between stores', () => {
    const some = [candidate('a', 1, 0.5), candidate('b', 3, 0.1), candidate('c', 2, 0.4), candidate('d', null, 0.9)]
    const scaled = some.map((one) => ({ ...one, words: one.words === null ? null : one.words * 1000 }))
    expect(idsOf(scaled)).toEqual(idsOf(some))
  })

  it('orders equals by id', () => {
    expect(idsOf([candidate('b', 1, 0.5), candidate('c', 1, 0.5), candidate('a', 1, 0.5)])).toEqual(['a', 'b', 'c'])
  })

  it('gives at most k, falling scores from 0 to 1, in the same order whatever the order it was given', () => {
    const one = fc.record({
      id: fc.uuid(),
      words: fc.option(fc.double({ min: 1e-6, max: 50, noNaN: true })),
      cosine: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
    })
    const given = fc
      .uniqueArray(one, { selector: ({ id }) => id, maxLength: 20 })
      .chain((all) => fc.tuple(fc.constant(all), shuffled(all)))
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 20 }), ([candidates, other], k) => {
        const fused = fuse(candidates, k)
        const scores = fused.map(({ score }) => score)
        expect(fused.length).toBe(Math.min(k, candidates.length))
        expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true)
        expect(scores).toEqual([...scores].sort((a, b) => b - a))
        expect(fuse(other, k)).toEqual(fused)
      }),
    )
  })
})

const shuffled = <T>(items: readonly T[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
