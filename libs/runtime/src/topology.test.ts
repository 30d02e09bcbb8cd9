import { topics } from '@thala/contracts'
import { type Declaration, done, service } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { checkTopology, topicName, topicSpecs } from './topology.ts'

const reads = (
  name: string,
  consumes: Declaration['consumes'],
  produces: Declaration['produces'] = {},
): Declaration => ({
  ...service({ name }),
  consumes,
  produces,
  handle: Object.fromEntries(Object.keys(consumes).map((input) => [input, () => done()])),
})

describe('checkTopology', () => {
  it('refuses an input that nothing writes, by name', () => {
    expect(() => checkTopology([reads('linker', { inputs: topics.linkInputs })])).toThrow(
      /linker reads thala-link-inputs, which nothing here writes/,
    )
  })

  it('refuses a notice that nothing writes, unless its writer runs elsewhere', () => {
    const listener = service({ name: 'api', hears: { changed: topics.incidents } })
    expect(() => checkTopology([listener])).toThrow(/api reads thala-incidents, which nothing here writes/)
    expect(() => checkTopology([listener], { some: true })).not.toThrow()
    expect(topicSpecs([listener], {}).map(({ name }) => name)).toContain('thala-incidents')
  })

  it('refuses two declarations of one name', () => {
    expect(() => checkTopology([service({ name: 'a' }), service({ name: 'a' })])).toThrow(
      /two declarations are named a/,
    )
  })

  it('refuses services that feed each other in a circle, and shows it', () => {
    const circle = [
      reads('a', { x: topics.enriched }, { y: topics.classified }),
      reads('b', { y: topics.classified }, { x: topics.enriched }),
    ]
    expect(() => checkTopology(circle)).toThrow(/in a circle: a → b → a/)
  })

  it('accepts inputs that come from outside', () => {
    expect(() => checkTopology([reads('attachments', { slack: topics.slackEvents })])).not.toThrow()
  })
})

describe('topicSpecs', () => {
  it('lists every topic once, with the retry tiers and the dead letters', () => {
    const specs = topicSpecs([reads('attachments', { slack: topics.slackEvents }, { enriched: topics.enriched })], {})
    expect(specs.map((spec) => spec.name)).toEqual([
      'thala-slack-events',
      'thala-messages-enriched',
      'thala.attachments.retry-10s',
      'thala.attachments.retry-1m',
      'thala.attachments.retry-10m',
      'thala-dead-letters',
    ])
  })

  it('keeps for ever only what holds no text', () => {
    const specs = topicSpecs([reads('all', topics)], {})
    const forever = specs.filter((spec) => spec.retention === 'forever').map((spec) => spec.name)
    expect(forever).toEqual(['thala-link-inputs', 'thala-corrections', 'thala-incident-facts'])
  })
})

describe('topicName', () => {
  it('is the variable, else prefix and default', () => {
    expect(topicName(topics.slackEvents, {})).toBe('thala-slack-events')
    expect(topicName(topics.slackEvents, { THALA_TOPIC_PREFIX: 'eu-' })).toBe('eu-thala-slack-events')
    expect(topicName(topics.slackEvents, { THALA_TOPIC_PREFIX: 'eu-', KAFKA_TOPIC_SLACK: 'chat' })).toBe('chat')
  })
})
