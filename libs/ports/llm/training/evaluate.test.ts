import { describe, expect, it } from 'vitest'
import { calibrate, majority, quality, type Scored, table, userRecall } from './evaluate.ts'
import { type Sample, unlabelled } from './sample.ts'

const sample = (more: Partial<Sample>): Sample => ({
  ...unlabelled,
  text: '',
  voice: 'chat',
  group: 'g',
  scored: true,
  ...more,
})
const scored = (scores: number[], accepted: number[], more: Partial<Sample> = {}): Scored => ({
  sample: sample(more),
  scores,
  accepted,
})

describe('quality', () => {
  it('counts any accepted class as right', () => {
    expect(quality([{ predicted: 1, accepted: [0, 1] }], 2)).toMatchObject({ accuracy: 1, macroF1: 1 })
  })

  it('leaves classes that do not occur out of the mean', () => {
    const { f1, macroF1 } = quality(
      [
        { predicted: 0, accepted: [0] },
        { predicted: 1, accepted: [0] },
      ],
      3,
    )
    expect(f1).toEqual([2 / 3, Number.NaN, Number.NaN])
    expect(macroF1).toBeCloseTo(2 / 3)
  })
})

describe('majority', () => {
  it('is the share of the most frequent class', () => {
    const rows = [scored([], [1]), scored([], [1]), scored([], [0])]
    expect(majority(rows, 2)).toMatchObject({ n: 3, accuracy: 2 / 3 })
  })
})

describe('userRecall', () => {
  it('lets through only as much chat as it is allowed', () => {
    const chat = Array.from({ length: 100 }, (_, i) => scored([i / 10, 5], [1]))
    const reports = [scored([9.8, 5], [0], { voice: 'user' }), scored([2, 5], [0], { voice: 'user' })]
    expect(userRecall([...chat, ...reports], 0, 0.05).recall).toBe(0.5)
  })
})

describe('calibrate', () => {
  it('cools what is too sure of itself, and sharpens what is too shy', () => {
    const wrongHalfTheTime = [scored([8, 0], [0]), scored([8, 0], [1])]
    const alwaysRight = [scored([0.5, 0], [0]), scored([0, 0.5], [1])]
    expect(calibrate(wrongHalfTheTime)).toBeGreaterThan(3)
    expect(calibrate(alwaysRight)).toBeLessThan(0.5)
  })
})

describe('table', () => {
  it('has a line for each voice, replies by themselves', () => {
    const rows = [scored([1, 0], [0]), scored([1, 0], [1], { parent: 'x' }), scored([1, 0], [0], { voice: 'user' })]
    expect(table(rows, ['a', 'b']).split('\n')).toEqual([
      expect.stringMatching(/^ {2}chat .* n {5}1 {2}macro-F1 1\.000/),
      expect.stringMatching(/^ {2}chat, replies .* macro-F1 0\.000/),
      expect.stringMatching(/^ {2}user/),
    ])
  })
})
