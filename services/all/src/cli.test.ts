// The command line as people type it, wrong things first. Each test has a data folder of its own.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireOwner, openFolder } from '@thala/sqlite'
import { writeExport } from '@thala/testkit'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commandLine } from './fixtures/command-line.ts'

const cli = commandLine()
const { thala } = cli

const json = <T>(schema: z.ZodType<T>): T => schema.parse(cli.json())

async function writeText(name: string, text: string): Promise<void> {
  await mkdir(join(cli.folder, name, '..'), { recursive: true })
  await writeFile(join(cli.folder, name), text)
}

describe('what cannot be done is one line and exit code 2', () => {
  it.each([
    ['an unknown command', ['analyse'], /unknown command 'analyse'/],
    ['a missing argument', ['incident'], /missing required argument 'id'/],
    ['an unknown option', ['ask', 'latest_issue', '--all'], /unknown option '--all'/],
    [
      'a question before anything was taken in',
      ['ask', 'latest_issue'],
      /there is nothing in .*data yet: run 'npm start'/,
    ],
    ['a path that is not there', ['ingest', '/no/such/export'], /\/no\/such\/export/],
  ])('%s', async (_, args, message) => {
    const { code, err } = await thala(...args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  it('a folder that is no Slack export: says what was expected', async () => {
    await writeText('notes/readme.txt', 'hello')
    const { code, err } = await thala('ingest', join(cli.folder, 'notes'))
    expect(code).toBe(2)
    expect(err).toMatch(/users\.json/)
  })

  it('a data folder that cannot be written', async () => {
    await writeText('file', 'in the way')
    cli.env.THALA_DATA_DIR = join(cli.folder, 'file')
    const { code, err } = await thala('ingest', cli.folder)
    expect(code).toBe(2)
    expect(err).toMatch(/cannot write to the data folder .*THALA_DATA_DIR/)
  })

  it('starting where another process works', async () => {
    const path = await openFolder(join(cli.folder, 'data'))
    const owner = await acquireOwner(path)
    try {
      const { code, err } = await thala('start')
      expect(code).toBe(2)
      expect(err).toMatch(/is in use by process \d+/)
    } finally {
      await owner?.release()
    }
  })

  it('a variable that makes no sense', async () => {
    cli.env.RETENTION_DAYS = 'soon'
    const { code, err } = await thala('start')
    expect(code).toBe(2)
    expect(err).toMatch(/RETENTION_DAYS \(now "soon"\): expected a whole number from 1 to 36500/)
  })

  it('a secret that cannot be one of Slack is told at the start, without what it is', async () => {
    cli.env.SLACK_SIGNING_SECRET = 'what-the-page-says'
    cli.env.THALA_PORT = 'abc'
    const { code, err } = await thala('start', '--no-sample')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^thala: SLACK_SIGNING_SECRET is set, but not of the shape 32 hexadecimal digits: copy it again/,
    )
    expect(err).toMatch(/THALA_PORT \(now "abc"\): expected a port, 1 to 65535/)
    expect(err).not.toContain('what-the-page')
  })

  it.each([['ask', 'latest_issue'], ['start'], ['ingest', '.']])(
    'a data folder that is a file: %s',
    async (...args) => {
      await writeText('a-file', '')
      cli.env.THALA_DATA_DIR = join(cli.folder, 'a-file')
      const { code, err } = await thala(...args)
      expect(code).toBe(2)
      expect(err).toMatch(/a-file\b.*is a file, not a folder/)
    },
  )
})

describe('a Slack export', () => {
  const counts = z.object({
    ingested: z.array(z.object({ read: z.number(), rejected: z.number(), unchanged: z.boolean() })),
    messages: z.number(),
    deadLetters: z.number(),
  })

  it('is taken in, and taken in again without any change; what cannot be read is in the dead letters', async () => {
    const from = join(cli.folder, 'export')
    await writeExport(from, { messages: 60, seed: 1 })
    await writeText('export/channel-0/2023-11-20.json', '[{"type":"message",')
    expect((await thala('ingest', from, '--json')).code).toBe(0)
    const first = json(counts)
    expect(first).toMatchObject({ ingested: [{ rejected: 1, unchanged: false }], deadLetters: 1 })
    expect(first.messages).toBeGreaterThan(40)

    expect((await thala('--json', 'ingest', from)).code).toBe(0)
    expect(json(counts)).toMatchObject({ ingested: [{ unchanged: true }], messages: first.messages, deadLetters: 1 })

    const listed = await thala('dlq', 'list')
    expect(listed.out).toMatch(/file-connector {2}bad-record .*2023-11-20\.json/)
    const replayed = await thala('dlq', 'replay', listed.out.split(' ')[0] ?? '')
    expect(replayed).toMatchObject({ code: 2, err: expect.stringMatching(/read that source again/) })
    const all = await thala('dlq', 'replay')
    expect(all.out).toMatch(/^1 dead letter can only be read again: mend the file/)
    expect((await thala('--json', 'dlq', 'replay')).code).toBe(0)
    expect(json(z.unknown())).toEqual({ replayed: 0, deadAgain: [], unread: 1 })
  })
})

describe('--help', () => {
  it('fits on a page', async () => {
    const { code, out } = await thala('--help')
    expect(code).toBe(0)
    expect(out.split('\n').length).toBeLessThan(45)
    for (const command of ['start', 'ingest', 'doctor', 'ask', 'incident', 'correct', 'keys', 'dlq', 'sample'])
      expect(out).toContain(command)
  })
})
