import { headers, topics } from '@thala/contracts'
import { outputsTo } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { seal } from './seal.ts'

const to = outputsTo({ changed: topics.incidents, facts: topics.facts })
const output = () => to.changed?.({ incidentId: 'i1', version: 2 }) ?? expect.unreachable()
const parent = { service: 'indexer', generation: 'main', parentId: 'p1' }

describe('seal', () => {
  it('refuses an output without an id and without a parent', () => {
    expect(() => seal(output(), {})).toThrow(/neither an id nor a parent/)
  })

  it('refuses what does not fit its topic', () => {
    const bad = to.facts?.({ incidentId: 'i1' }, { id: 'f1' }) ?? expect.unreachable()
    expect(() => seal(bad, {})).toThrow(/thala-incident-facts: /)
  })

  it('gives the same id to the same output of the same parent, and another in another generation', () => {
    const id = (generation: string) => seal(output(), {}, { ...parent, generation }).headers[headers.eventId]
    expect(id('main')).toBe(id('main'))
    expect(id('main')).not.toBe(id('replay-1'))
  })

  it('puts the envelope, the key and the name of the installation on the record', () => {
    const record = seal(output(), { THALA_TOPIC_PREFIX: 'eu-' }, parent)
    expect(record).toMatchObject({ topic: 'eu-thala-incidents', key: 'i1' })
    const value = JSON.parse(new TextDecoder().decode(record.value ?? new Uint8Array()))
    expect(value).toEqual({ v: 1, id: record.headers[headers.eventId], incidentId: 'i1', version: 2 })
  })
})
