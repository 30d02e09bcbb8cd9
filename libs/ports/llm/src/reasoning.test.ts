import { describe, expect, it } from 'vitest'
import { MAX_REASONING, reasoning } from './reasoning.ts'

const base = { reads: 'a resolution', kind: 'resolutions', answers: null }

describe('reasoning', () => {
  it('says so when nothing spoke for the decision', () => {
    expect(reasoning({ ...base, contributions: [] })).toBe(
      'Reads as a resolution: nothing in it spoke for anything else.',
    )
    expect(reasoning({ ...base, contributions: [{ ground: 'meaning', gain: -1 }] })).toContain('nothing in it spoke')
  })

  it('never names a word that spoke against it', () => {
    const contributions = [
      { ground: 'words' as const, name: 'fixed', gain: 2 },
      { ground: 'words' as const, name: 'still', gain: -1 },
    ]
    expect(reasoning({ ...base, contributions })).toBe('Reads as a resolution: its wording (“fixed”).')
  })

  it('leaves out names that people cannot read, and words that lie within a named one', () => {
    const names = ['back to', '~ack ~mal', '###', 'back', 're: works', '^ it', '$']
    const contributions = names.map((name, i) => ({ ground: 'words' as const, name, gain: 10 - i }))
    expect(reasoning({ ...base, contributions })).toBe('Reads as a resolution: its wording (“back to”, “works”, “it”).')
  })

  it('names the wording alone when no word can be shown', () => {
    const contributions = [{ ground: 'words' as const, name: '~ted', gain: 1 }]
    expect(reasoning({ ...base, contributions })).toBe('Reads as a resolution: its wording.')
  })

  it('leaves out what gave little', () => {
    const contributions = [
      { ground: 'meaning' as const, gain: 10 },
      { ground: 'form' as const, gain: 0.5 },
    ]
    expect(reasoning({ ...base, contributions })).toBe('Reads as a resolution: a meaning close to resolutions.')
  })

  it('speaks of an answer only where there is one', () => {
    const contributions = [{ ground: 'answer' as const, gain: 1 }]
    expect(reasoning({ ...base, contributions, answers: 'a report' })).toContain('it answers a report')
    expect(reasoning({ ...base, contributions })).not.toContain('answers')
  })

  it('stays within its length', () => {
    const contributions = ['x', 'y', 'z'].map((c) => ({ ground: 'words' as const, name: c.repeat(80), gain: 1 }))
    const sentence = reasoning({ ...base, contributions })
    expect(sentence).toHaveLength(MAX_REASONING)
    expect(sentence.endsWith('…')).toBe(true)
  })
})
