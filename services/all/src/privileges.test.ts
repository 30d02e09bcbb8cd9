import { collections, topics } from '@thala/contracts'
import { service, source, view } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { services } from './declarations.ts'
import { operatorRole, privilegesDocument } from './documents-privileges.ts'
import { localModels } from './models.ts'
import { privilegesOf } from './privileges.ts'

const all = services(localModels())
const of = (name: string) => privilegesOf(name, all[name] ?? [])

describe('privileges', () => {
  it('of a service are its topics, its retry tiers, and what the runtime keeps for it', () => {
    expect(of('classifier')).toEqual({
      service: 'classifier',
      topicsRead: [
        'thala-dead-letters',
        'thala-messages-enriched',
        'thala.classifier.retry-10m',
        'thala.classifier.retry-10s',
        'thala.classifier.retry-1m',
      ],
      topicsWritten: [
        'thala-dead-letters',
        'thala-link-inputs',
        'thala-messages-classified',
        'thala.classifier.retry-10m',
        'thala.classifier.retry-10s',
        'thala.classifier.retry-1m',
      ],
      groups: ['thala-classifier', 'thala-dead-letters'],
      collectionsRead: [],
      collectionsWritten: ['attempts', 'checkpoints', 'dead-letters', 'memos'],
    })
  })

  it('let nobody but the linker write facts, and nobody but the indexer write what is read', () => {
    const writing = (topic: string) => Object.keys(all).filter((name) => of(name).topicsWritten.includes(topic))
    const storing = (name: string) => Object.keys(all).filter((one) => of(one).collectionsWritten.includes(name))
    expect(writing(topics.facts.name)).toEqual(['linker'])
    expect(storing(collections.links.name)).toEqual(['linker'])
    expect(storing(collections.messages.name)).toEqual(['indexer'])
    expect(storing(collections.incidents.name)).toEqual(['indexer'])
  })

  it('let the API read answers and keys and write none of them: what it is told it appends', () => {
    expect(of('api')).toMatchObject({
      topicsRead: ['thala-incidents'],
      topicsWritten: ['thala-api-events', 'thala-corrections', 'thala-dead-letters', 'thala-directory'],
      groups: [],
      collectionsWritten: ['checkpoints'],
    })
    expect(of('api').collectionsRead).toEqual(['directory', 'incidents', 'keys', 'messages'])
  })

  it('of a source are its topics, the dead letters and its checkpoint', () => {
    const reader = source({
      name: 'reader',
      produces: { slack: topics.slackEvents },
      checkpointId: () => 'x',
      async *read() {},
    })
    const own = privilegesOf('reader', [reader])
    expect(own.topicsWritten).toEqual(['thala-dead-letters', 'thala-slack-events'])
    expect(own.topicsRead).toEqual([])
    expect(own.collectionsWritten).toEqual(['checkpoints'])
  })

  it('of several declarations in one process are all of theirs, each once', () => {
    const one = service({ name: 'one', consumes: { in: topics.enriched } })
    const two = view({
      name: 'two',
      consumes: { in: topics.classified },
      collection: collections.messages,
      key: () => 'k',
      evolve: () => ({}),
      project: () => ({ index: {} }),
    })
    const both = privilegesOf('both', [one, two])
    expect(both.groups).toEqual(['thala-dead-letters', 'thala-one', 'thala-two'])
    expect(both.collectionsWritten).toEqual(['attempts', 'checkpoints', 'dead-letters', 'memos', 'messages'])
  })
})

describe('the document of privileges', () => {
  const document = privilegesDocument(all)

  it('has an access list and a role for each service, and they are JSON', () => {
    const json: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(document)?.[1] ?? '')
    const roles = ['thala-operator', ...Object.keys(all).map((name) => `thala-${name}`)]
    expect(Object.keys(Object(json))).toEqual(roles)
    for (const name of Object.keys(all)) expect(document).toContain(`| ${name} |`)
    expect(document).toContain('--allow-principal User:thala-linker --operation Read')
  })

  it('gives the operator of docker-compose.yml everything under the prefix and nothing else', () => {
    expect(JSON.parse(operatorRole())).toEqual({
      cluster: ['monitor'],
      indices: [{ names: ['thala-*'], privileges: ['all'] }],
    })
  })
})
