// `replay`, `migrate` and `store reindex` as people type them, wrong things first. On a data folder.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireOwner } from '@thala/sqlite'
import { writeExport } from '@thala/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { homeOf } from '../home.ts'
import { runCli } from '../run-cli.ts'

let folder: string
let env: Record<string, string>
const out: string[] = []
const err: string[] = []

const thala = async (...args: string[]) => {
  out.length = 0
  err.length = 0
  const code = await runCli(args, env)
  return { code, out: out.join(''), err: err.join('') }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-operations-'))
  env = { THALA_DATA_DIR: join(folder, 'data') }
  await writeExport(join(folder, 'export'), { messages: 60, seed: 1 })
})
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => rm(folder, { recursive: true, force: true }))

const servers = { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', ELASTICSEARCH_URL: 'http://127.0.0.1:1' }

describe('what cannot be done is one line and exit code 2', () => {
  it.each([
    ['a replay of a part that would take over', ['replay', '--only', 'slack'], /add --shadow/],
    ['a source that is none', ['replay', '--shadow', '--only', 'fax'], /choose one of slack, jira, email/],
    ['a beginning that is none', ['replay', '--from', 'yesterday'], /2025-09-12T14:00Z/],
    ['a migration from nowhere', ['migrate'], /required option '--from <data dir>'/],
    ['a migration to another folder', ['migrate', '--from', 'x'], /KAFKA_BOOTSTRAP_SERVERS and ELASTICSEARCH_URL/],
  ])('%s', async (_, args, message) => {
    const { code, err } = await thala(...args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  it('a migration of what is no data folder', async () => {
    env = { ...env, ...servers }
    const { code, err } = await thala('migrate', '--from', join(folder, 'export'))
    env = { THALA_DATA_DIR: join(folder, 'data') }
    expect(code).toBe(2)
    expect(err).toMatch(/export is no data folder/)
  })

  it('a replay or a migration of a folder that another process uses', async () => {
    expect((await thala('ingest', join(folder, 'export'))).code).toBe(0)
    const owner = await acquireOwner(homeOf(env).real)
    try {
      for (const args of [['replay'], ['migrate', '--from', homeOf(env).real]]) {
        if (args[0] === 'migrate') env = { ...env, ...servers }
        const { code, err } = await thala(...args)
        expect(code).toBe(2)
        expect(err).toMatch(/is in use by process \d+/)
      }
    } finally {
      env = { THALA_DATA_DIR: join(folder, 'data') }
      await owner?.release()
    }
  })
})

describe('a replay of a data folder', () => {
  const counts = z.object({ messages: z.number(), incidents: z.number(), deadLetters: z.number() })
  const countAll = async () => {
    await thala('ingest', join(folder, 'export'), '--json')
    return counts.parse(JSON.parse(out.join('')))
  }

  it('shows what would be different, takes over, and leaves the folder as good as it was', async () => {
    const before = await countAll()
    const shadow = await thala('replay', '--shadow')
    expect(shadow).toMatchObject({ code: 0, out: expect.stringMatching(/messages linked otherwise: 0\nnothing was/) })
    expect(await countAll()).toEqual(before)
    const replayed = await thala('replay')
    expect(replayed).toMatchObject({ code: 0, out: expect.stringMatching(/generation g\w+ has taken over after/) })
    expect(await countAll()).toEqual(before)
  })
})

describe('a reindex of a data folder', () => {
  it('says that there is nothing to do', async () => {
    expect(await thala('store', 'reindex')).toMatchObject({ code: 0, out: expect.stringMatching(/nothing to reindex/) })
  })
})
