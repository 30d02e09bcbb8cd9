import { sourceTopics, topics } from '@thala/contracts'
import { service } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { generationEnv } from './generation.ts'
import { groupsOf, installedName, registeredName, topicName, topicSpecs } from './topology.ts'

const declaration = { ...service({ name: 'attachments' }), consumes: sourceTopics, produces: { out: topics.enriched } }
const env = { THALA_TOPIC_PREFIX: 'acme-', KAFKA_TOPIC_SLACK: 'chat', OTHER: 'kept' }
const replayed = generationEnv(env, 'g1')

describe('the environment of a generation', () => {
  it('keeps the names of what comes from outside, however they were set', () => {
    expect(topicName(topics.slackEvents, replayed)).toBe('chat')
    expect(topicName(topics.jiraEvents, replayed)).toBe('acme-thala-jira-events')
    expect(topicName(topics.corrections, replayed)).toBe('acme-thala-corrections')
    expect(topicName(topics.directory, replayed)).toBe('acme-thala-directory')
  })

  it('sets apart whatever services write for each other: topics, retries, dead letters, groups', () => {
    expect(topicName(topics.enriched, replayed)).toBe('replay.g1.acme-thala-messages-enriched')
    const external = new Set(Object.values(sourceTopics).map((topic) => topicName(topic, env)))
    const own = topicSpecs([declaration], replayed).flatMap(({ name }) => (external.has(name) ? [] : [name]))
    expect(own).toHaveLength(5)
    for (const name of own) expect(name).toMatch(/^replay\.g1\.acme-thala/)
    for (const { group } of groupsOf([declaration], replayed, 'g1')) expect(group).toMatch(/^replay\.g1\.acme-.*-g1$/)
  })

  it('leaves everything else, and the environment that it was made of, as it was', () => {
    expect(replayed.OTHER).toBe('kept')
    expect(env).toEqual({ THALA_TOPIC_PREFIX: 'acme-', KAFKA_TOPIC_SLACK: 'chat', OTHER: 'kept' })
  })

  it('knows its topics by their default names, as dead letters do', () => {
    const name = topicName(topics.classified, replayed)
    expect(registeredName(name, replayed)).toBe(topics.classified.name)
    expect(installedName(topics.classified.name, replayed)).toBe(name)
  })
})
