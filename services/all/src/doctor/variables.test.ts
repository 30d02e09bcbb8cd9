import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attachments } from '@thala/attachments'
import { type Declaration, service } from '@thala/service'
import { standIns } from '@thala/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { knownVariables, lookAtSlack, lookAtVariables } from './variables.ts'

const api: Declaration = service({ name: 'api', config: z.object({ THALA_PORT: z.string().optional() }) })
const known = knownVariables([attachments(standIns()), api])

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-doctor-'))
  file = join(folder, '.env')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const look = (env: Record<string, string>, from = '/no/such/.env') =>
  Array.fromAsync(lookAtVariables({ env, file: from, known }))
const wrong = async (env: Record<string, string>, from?: string) =>
  (await look(env, from)).filter(({ state }) => state !== 'ok')

describe('variables that are set', () => {
  it.each([
    ['SLACK_SINGING_SECRET', 'did you mean SLACK_SIGNING_SECRET?'],
    ['THALA_PROT', 'did you mean THALA_PORT?'],
    ['ELASTIC_SEARCH_URL', 'did you mean ELASTICSEARCH_URL?'],
    ['THALA_COLOUR_OF_THE_LOGO', 'remove it'],
  ])('are told when nobody knows them: %s', async (name, note) => {
    expect(await wrong({ [name]: 'x' })).toMatchObject([
      { state: 'warning', on: name, note: expect.stringContaining(note) },
    ])
  })

  it.each(['PATH', 'HOME', 'KAFKA_HOME', 'LC_ALL', 'npm_config_cache', 'AWS_PROFILE'])(
    'are nobody of ours when they are somebody else’s: %s',
    async (name) => {
      expect(await wrong({ [name]: 'x' })).toEqual([])
    },
  )

  it('of .env are all meant for us', async () => {
    await writeFile(file, 'RETENTION=9\nTHALA_PORT=1\n')
    expect(await wrong({ THALA_PORT: '1' }, file)).toMatchObject([{ on: 'RETENTION' }])
  })

  it('are told when they are of a former system, or kept for another version, in one line each', async () => {
    const env = { FLASK_API_URL: 'x', DATABASE_URL: 'postgres://u:secret@h/d', JIRA_URL: 'x', JIRA_EMAIL: 'x' }
    const found = await wrong(env)
    expect(found).toMatchObject([
      { on: 'DATABASE_URL, FLASK_API_URL', note: expect.stringContaining('ignored') },
      { on: 'JIRA_EMAIL, JIRA_URL', note: expect.stringContaining('nothing in this version') },
    ])
    expect(JSON.stringify(found)).not.toContain('secret')
  })

  it('are listed without their values; an empty one counts as absent', async () => {
    expect(await look({ THALA_PORT: '8081', RETENTION_DAYS: '', KAFKA_TOPIC_SLACK: 'slack' })).toMatchObject([
      { state: 'ok', on: 'KAFKA_TOPIC_SLACK, THALA_PORT', note: null },
    ])
  })
})

describe('the variables of Slack', () => {
  const secret = '0123456789abcdef0123456789abcdef'
  const slack = async (env: Record<string, string>) => Array.fromAsync(lookAtSlack(env))

  it.each([
    ['SLACK_SIGNING_SECRET', `"${secret}"`],
    ['SLACK_SIGNING_SECRET', secret.slice(1)],
    ['SLACK_BOT_TOKEN', 'xapp-1-A111-222-abcdef'],
    ['SLACK_APP_TOKEN', 'xoxb-111-222-abcdef'],
  ])('are told when %s is not of its shape, without what it is', async (name, value) => {
    const found = (await slack({ [name]: value })).filter(({ state }) => state === 'warning')
    expect(found).toMatchObject([{ on: name, variable: name }])
    expect(JSON.stringify(found)).not.toContain(value.slice(2, 12))
  })

  it('are well when they look as Slack hands them out', async () => {
    const env = {
      SLACK_SIGNING_SECRET: secret,
      SLACK_BOT_TOKEN: 'xoxb-111-222-abcDEF',
      SLACK_APP_TOKEN: 'xapp-1-A111-222-abcdef',
    }
    const found = await slack(env)
    expect(found.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok'])
    expect(JSON.stringify(found)).not.toContain(secret)
  })

  it('may be absent: then there is no bot', async () => {
    expect(await slack({})).toMatchObject([{ state: 'ok', on: 'no bot', variable: 'SLACK_SIGNING_SECRET' }])
  })
})
