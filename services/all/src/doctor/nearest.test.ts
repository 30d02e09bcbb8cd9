import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, nearest } from './nearest.ts'

const KNOWN = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'KAFKA_TOPIC_SLACK', 'THALA_PORT', 'THALA_HOST']

describe('the known name that was probably meant', () => {
  it.each(['PATH', 'KAFKA_HOME', 'LANG', '', 'SLACK_WEBHOOK'])('is none for %j', (name) => {
    expect(nearest(name, KNOWN)).toBeNull()
  })

  it.each([
    ['SLACK_SINGING_SECRET', 'SLACK_SIGNING_SECRET'],
    ['SLACK_BOT_TOKENS', 'SLACK_BOT_TOKEN'],
    ['THALA_PROT', 'THALA_PORT'],
    ['KAFKA_TOPICS_SLAK', 'KAFKA_TOPIC_SLACK'],
  ])('%s was %s', (name, meant) => {
    expect(nearest(name, KNOWN)).toBe(meant)
  })

  it('is found from any one wrong letter', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN), fc.nat(), fc.constantFrom('', 'Q', 'QQ'), (name, at, letter) => {
        const place = at % name.length
        const wrong = name.slice(0, place) + letter + name.slice(place + 1)
        expect(nearest(wrong, KNOWN)).toBe(name)
      }),
    )
  })
})

describe('the distance of two names', () => {
  it('is nothing for the same, the same both ways, and at most the longer one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(distance(a, a)).toBe(0)
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
        if (a !== b) expect(distance(a, b)).toBeGreaterThan(0)
      }),
    )
  })

  it('counts a swap of neighbours once', () => {
    expect(distance('SINGING', 'SIGNING')).toBe(1)
  })
})
