import { collections, incidentId, topics } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { done, reject, service, skip, view } from './index.ts'

describe('service()', () => {
  it('fills in what most services need', () => {
    const declaration = service({ name: 'idle' })
    expect(declaration).toMatchObject({ kind: 'service', concurrency: 16, deadlineMs: 60_000, batchSize: 100 })
    expect(declaration.consumes).toEqual({})
    expect(declaration.config.parse({})).toEqual({})
  })

  it('keeps what its author said', () => {
    const declaration = service({
      name: 'busy',
      consumes: { enriched: topics.enriched },
      config: z.object({ LIMIT: z.coerce.number() }),
      concurrency: 1,
      handle: { enriched: ({ value }) => (value.text === '' ? skip('no text') : done()) },
    })
    expect(declaration.concurrency).toBe(1)
    expect(declaration.config.parse({ LIMIT: '7' })).toEqual({ LIMIT: 7 })
    expect(Object.keys(declaration.handle)).toEqual(['enriched'])
  })
})

describe('view()', () => {
  const spec = {
    name: 'counts',
    consumes: { facts: topics.facts },
    collection: collections.incidents,
    key: (change: { value: { incidentId: string } }) => change.value.incidentId,
    evolve: (state: number | undefined) => (state ?? 0) + 1,
    project: () => ({ index: {} }),
  }

  it('writes no topic unless it announces', () => {
    expect(view(spec).produces).toEqual({})
    expect(view(spec).announce).toBeUndefined()
  })

  it('announces with the id and the version of what changed', () => {
    const announces = {
      topic: topics.incidents,
      notice: (id: string, version: number) => ({ incidentId: id, version }),
    }
    const declaration = view({ ...spec, announces })
    const id = incidentId('m')
    expect(declaration.announce?.(id, 3)).toMatchObject({
      topic: topics.incidents,
      value: { incidentId: id, version: 3 },
    })
  })
})

describe('outcomes', () => {
  it('are data', () => {
    expect(done()).toEqual({ kind: 'done', outputs: [] })
    expect(skip('duplicate')).toEqual({ kind: 'skip', reason: 'duplicate' })
    expect(reject('no text')).toEqual({ kind: 'reject', reason: 'no text' })
  })
})
