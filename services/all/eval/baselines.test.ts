import { describe, expect, it } from 'vitest'
import { centroidsOf, mostFrequent, soundsBroken, typeByKeyword, wordIndex } from './baselines.ts'

describe('simple rules', () => {
  it('hear a report in a keyword', () => {
    expect(soundsBroken('my build fails with an exception')).toBe(true)
    expect(soundsBroken('how do I write a loop?')).toBe(false)
  })

  it('tell posts of status pages by what they mostly say', () => {
    expect(typeByKeyword('We are investigating reports of errors.')).toBe('incident_report')
    expect(typeByKeyword('We are continuing to investigate.')).toBe('discussion')
    expect(typeByKeyword('This has been resolved.')).toBe('resolution')
  })

  it('name the most frequent of some values, the first by name of equals', () => {
    expect(mostFrequent(['b', 'a', 'b'])).toBe('b')
    expect(mostFrequent(['b', 'a'])).toBe('a')
    expect(mostFrequent([])).toBe('')
  })
})

describe('an index of words', () => {
  const texts = ['disk full on the database', 'login page is slow', 'database is slow', 'the mail queue is stuck']
  const words = wordIndex(texts)

  it('scores by shared words, the rarer the more', () => {
    const scores = [...words.bm25('disk of the database')]
    expect(scores.indexOf(Math.max(...scores))).toBe(0)
    expect(scores[2]).toBeGreaterThan(0)
    expect(scores[1]).toBe(0)
  })

  it('can be asked of the first ones only', () => {
    expect(words.bm25('queue', 2)).toEqual(new Float64Array(2))
  })

  it('finds a text most like itself, and not like one without a common word', () => {
    expect(words.tfIdf('login page', 'login page')).toBeCloseTo(1, 6)
    expect(words.tfIdf('login page', 'disk full')).toBe(0)
    expect(words.tfIdf('', 'disk full')).toBe(0)
  })
})

describe('the nearest centroid', () => {
  it('names the class whose texts share the words', () => {
    const labelOf = centroidsOf([
      { text: 'new laptop screen', label: 'hardware' },
      { text: 'laptop battery', label: 'hardware' },
      { text: 'holiday request', label: 'people' },
      { text: 'payslip for the holiday', label: 'people' },
    ])
    expect(labelOf('the battery of my laptop')).toBe('hardware')
    expect(labelOf('holiday')).toBe('people')
  })
})
