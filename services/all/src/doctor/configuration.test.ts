import { service } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lookAtConfiguration } from './configuration.ts'

const api = service({ name: 'api', config: z.object({ THALA_PORT: z.coerce.number().int() }).partial() })
const look = (env: Record<string, string>) =>
  Array.fromAsync(lookAtConfiguration(env, [api, { ...api, name: 'again' }]))

describe('what is set', () => {
  it.each([
    [{ RETENTION_DAYS: 'soon' }, /RETENTION_DAYS \(now "soon"\)/],
    [{ ELASTICSEARCH_URL: 'search:9200' }, /ELASTICSEARCH_URL.*such as http/],
    [{ THALA_PORT: 'eighty' }, /THALA_PORT \(now "eighty"\)/],
    [{ THALA_READERS: 'jira:OPS' }, /THALA_READERS.*expected for example/],
  ])('is faulty when it makes no sense: %j', async (env, note) => {
    expect(await look(env)).toMatchObject([{ state: 'fault', note: expect.stringMatching(note) }])
  })

  it('is told of at once, each reader’s faults in a line', async () => {
    const found = await look({ RETENTION_DAYS: 'soon', THALA_PORT: 'x', THALA_READERS: 'x' })
    expect(found.map(({ state }) => state)).toEqual(['fault', 'fault', 'fault'])
  })

  it('is well otherwise, and an empty variable is none', async () => {
    expect(await look({ RETENTION_DAYS: '', THALA_PORT: '8080', THALA_READERS: 'jira:OPS=workspace' })).toMatchObject([
      { state: 'ok' },
    ])
  })
})
