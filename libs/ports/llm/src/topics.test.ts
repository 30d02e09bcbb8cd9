import { isThalaError } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnTopics, type TopicSample } from './topics.ts'

const sample = (topic: string, text: string, vector: Int8Array | null = null): TopicSample => ({ topic, text, vector })
const ask = (text: string, vector: Int8Array | null = null) => ({ text, vector })
const pointing = (...places: number[]) => Int8Array.from({ length: 384 }, (_, i) => (places.includes(i) ? 60 : 0))

const toy = [
  sample('hardware', 'new laptop with a larger screen'),
  sample('hardware', 'laptop battery is empty after an hour'),
  sample('hardware', 'second screen stays black'),
  sample('people', 'holiday request for august'),
  sample('people', 'payslip of july is missing'),
  sample('access', 'password of the wiki has expired'),
]

const refusal = (samples: readonly TopicSample[]): string => {
  try {
    learnTopics(samples)
  } catch (error) {
    if (isThalaError(error, 'bad-input')) return error.message
    throw error
  }
  return ''
}

describe('what cannot be learnt from', () => {
  it('is no ticket at all', () => {
    expect(refusal([])).toMatch(/no tickets to learn topics from/)
  })

  it('is a ticket without a topic', () => {
    expect(refusal([...toy, sample(' ', 'lost badge')])).toMatch(/has no topic/)
  })

  it('are more topics than can be told apart', () => {
    const many = Array.from({ length: 201 }, (_, i) => sample(`topic ${i}`, `word${i}`))
    expect(refusal(many)).toMatch(/201 topics are too many/)
  })
})

describe('learnt topics', () => {
  const topics = learnTopics(toy)

  it('are told apart by their words, in other forms and orders too', () => {
    expect(topics.topicOf(ask('screens of two laptops')).topic).toBe('hardware')
    expect(topics.topicOf(ask('July: missing a payslip')).topic).toBe('people')
  })

  it('are found by the words of a single sample', () => {
    expect(topics.topicOf(ask('my password expired')).topic).toBe('access')
  })

  it.each(['', ' \n', '?!', 'zebra giraffe', '\ud800'])(
    'are the most frequent one for %j, which says nothing',
    (text) => {
      const { topic, probability } = topics.topicOf(ask(text))
      expect(topic).toBe('hardware')
      expect(probability).toBeLessThan(topics.topicOf(ask(toy[0]?.text ?? '')).probability)
    },
  )

  it('are told apart by meaning where no word is shared', () => {
    const [machine, human] = [pointing(1, 2, 3), pointing(200, 201, 202)]
    const learnt = learnTopics([sample('hardware', 'laptop', machine), sample('people', 'holiday', human)])
    expect(learnt.topicOf(ask('computer', pointing(1, 2, 9))).topic).toBe('hardware')
    expect(learnt.topicOf(ask('', pointing(200, 202, 9))).topic).toBe('people')
  })

  it('are the first by name of equals, each as likely', () => {
    const { topic, probability } = learnTopics([sample('b', 'printer'), sample('a', 'printer')]).topicOf(ask('printer'))
    expect(topic).toBe('a')
    expect(probability).toBeCloseTo(0.5, 9)
  })

  it('are certain where there is one only', () => {
    expect(learnTopics([sample('all', 'printer')]).topicOf(ask('anything'))).toEqual({ topic: 'all', probability: 1 })
  })

  it('are as probable as they are often right', () => {
    const noisy = Array.from({ length: 400 }, (_, i) => {
      const isFirst = i % 2 === 0
      const isRight = Math.floor(i / 2) % 10 < 7
      return sample(isFirst === isRight ? 'hardware' : 'people', isFirst ? 'laptop' : 'holiday')
    })
    const { topic, probability } = learnTopics(noisy).topicOf(ask('laptop'))
    expect(topic).toBe('hardware')
    expect(probability).toBeGreaterThan(0.62)
    expect(probability).toBeLessThan(0.78)
  })

  it('are some of each where there are more samples than are used', () => {
    const many = [
      ...Array.from({ length: 90 }, (_, i) => sample('hardware', `laptop ${i}`)),
      ...Array.from({ length: 30 }, (_, i) => sample('people', `holiday ${i}`)),
    ]
    const few = learnTopics(many, 8)
    expect(few.topicOf(ask('laptop')).topic).toBe('hardware')
    expect(few.topicOf(ask('holiday')).topic).toBe('people')
  })

  it('do not depend on the order of the samples', () => {
    const word = fc.constantFrom('laptop', 'screen', 'holiday', 'payslip', 'password', 'wiki', 'please', '')
    const anySample = fc.record({
      topic: fc.constantFrom('a', 'b', 'c'),
      text: fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
      vector: fc.option(
        fc.nat(5).map((place) => pointing(place, place + 1)),
        { nil: null },
      ),
    })
    const orders = fc
      .array(anySample, { minLength: 1, maxLength: 60 })
      .chain((samples) => fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length })))
    fc.assert(
      fc.property(orders, anySample, ([samples, shuffled], asked) => {
        const answer = learnTopics(samples).topicOf(asked)
        expect(learnTopics(shuffled).topicOf(asked)).toEqual(answer)
        expect(samples.map(({ topic }) => topic)).toContain(answer.topic)
        expect(answer.probability).toBeGreaterThan(0)
        expect(answer.probability).toBeLessThanOrEqual(1)
      }),
    )
  })
})
