// `thala ingest` over files of every kind, wrong ones first. Each test has a data folder of its own.

import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'

const cli = commandLine()
const { thala } = cli

async function put(name: string, content: string | object): Promise<string> {
  const path = join(cli.folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const at = (day: number) => `2025-09-${String(day).padStart(2, '0')}T10:00:00.000+0000`
const move = (id: string, day: number, from: string, to: string) => ({
  id,
  created: at(day),
  items: [{ field: 'status', fromString: from, toString: to }],
})
const issue = (id: string, summary: string, type: string, histories: object[] = []) => ({
  id,
  key: `OPS-${id}`,
  self: `https://acme.atlassian.net/rest/api/3/issue/${id}`,
  fields: { summary, created: at(8), issuetype: { name: type }, project: { key: 'OPS' }, description: `${summary}.` },
  changelog: { histories },
})

describe('a command that names something wrong', () => {
  it('reads nothing of what else it names, and says what can be read', async () => {
    const tickets = await put('tickets.csv', 'ticket_id,created_at\n1,2025-09-08\n')
    const notes = await put('notes.zip', 'not a zip')
    const { code, err } = await thala('ingest', tickets, notes)
    expect(code).toBe(2)
    expect(err).toMatch(/notes\.zip: not a file that can be read; readable are: .*Slack.*Jira.*mbox.*CSV/)
    expect((await thala('dlq', 'list')).out).not.toContain('file-connector')
  })

  it.each([
    ['--readers', 'OPS=workspace', /--readers: "OPS=workspace" does not begin with jira:, mail: or ticket:/],
    ['--source', 'my desk', /--source my desk: expected a name/],
  ])('is refused with what was expected: %s %s', async (option, value, message) => {
    const tickets = await put('tickets.csv', 'ticket_id,created_at\n1,2025-09-08\n')
    const { code, err } = await thala('ingest', tickets, option, value)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  it('in the environment is refused before anything is read', async () => {
    cli.env.THALA_READERS = 'jira:OPS=everybody'
    const { code, err } = await thala('ingest', await put('tickets.csv', 'ticket_id,created_at\n1,2025-09-08\n'))
    expect(code).toBe(2)
    expect(err).toMatch(/THALA_READERS .*"jira:OPS=everybody" names neither workspace nor a conversation/)
  })
})

describe('files of several kinds', () => {
  it('are taken in together, each with its line, and again without any change', async () => {
    const jira = await put('search.json', {
      issues: [issue('1', 'Checkout answers 502 for every payment', 'Bug'), { key: 'OPS-9' }],
    })
    const mbox = await put(
      'ops.mbox',
      'From ada@acme.example Mon Sep  8 09:41:50 2025\nFrom: ada@acme.example\nTo: ops@acme.example\nSubject: lunch\n\nPizza?\n',
    )
    const tickets = await put('tickets.csv', 'ticket_id,created_at,title\n1,2025-09-08,How do I export my data?\n')
    const first = await thala('ingest', jira, mbox, tickets, tickets)
    expect(first.code).toBe(0)
    expect(first.out).toMatch(/search\.json: Jira export, 2 records read, 1 could not be read/)
    expect(first.out).toMatch(/ops\.mbox: mailbox, 1 record read\n/)
    expect(first.out.match(/tickets\.csv: tickets, 1 record read\n/g)).toHaveLength(1)
    expect(first.out).toMatch(/now 3 messages, \d incidents?, 1 dead letter/)
    expect(first.err).toMatch(/reading 3 files: 4 of 4/)
    const again = await thala('ingest', jira, mbox, tickets)
    expect(again.out.match(/nothing new since it was last read/g)).toHaveLength(3)
  })
})

describe('an issue of Jira', () => {
  it('opens and closes by its status; one that came back is open; the end of a story closes nothing else', async () => {
    const outage = 'Payments at checkout fail with error 502'
    const jira = await put('search.json', {
      issues: [
        issue('1', 'Login page is down, nobody can sign in', 'Bug', [move('11', 9, 'To Do', 'Done')]),
        issue('2', 'Nightly report mails are not sent', 'Incident', [
          move('21', 9, 'To Do', 'Done'),
          move('22', 10, 'Done', 'To Do'),
        ]),
        issue('3', outage, 'Bug'),
        issue('4', 'Runbook for the payments team, as agreed on Monday', 'Story', [move('41', 11, 'To Do', 'Done')]),
      ],
    })
    expect((await thala('ingest', jira)).code).toBe(0)
    const { out } = await thala('ask', 'latest_issue')
    const stateOf = (title: string) => new RegExp(`${title}[^]*?(Resolved|Reopened|Open)\\b`).exec(out)?.[1]
    expect(stateOf('OPS-1 Login page is down')).toBe('Resolved')
    expect(stateOf('OPS-2 Nightly report')).toMatch(/Reopened|Open/)
    expect(stateOf(`OPS-3 ${outage}`)).toBe('Open')
  })
})

/** A zip without compression, by its specification (APPNOTE 4.3): local headers, central directory, its end. */
function storedZip(entries: readonly (readonly [name: string, content: string])[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, content] of entries) {
    const bytes = Buffer.from(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(bytes.length, 14)
    fields.writeUInt32LE(bytes.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), bytes])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\0'), fields, rest, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end])
}

describe('a zipped Slack export', () => {
  it('is taken in with its files, and leaves nothing unpacked', async () => {
    const files = [{ id: 'F0123456', name: 'boom.log', mimetype: 'text/plain' }]
    const path = join(cli.folder, 'acme.zip')
    const json = {
      'users.json': [{ id: 'U1', team_id: 'T1', name: 'ada' }],
      'channels.json': [{ id: 'C1', name: 'general', members: ['U1'] }],
      'general/2025-09-08.json': [{ type: 'message', ts: '1757410000.000100', user: 'U1', text: 'see the log', files }],
    }
    const entries = Object.entries(json).map(([name, content]): [string, string] => [name, JSON.stringify(content)])
    await writeFile(path, storedZip([...entries, ['__uploads/F0123456/boom.log', 'ECONNREFUSED 10.0.0.1:5432']]))
    const { code, out } = await thala('ingest', path)
    expect(code).toBe(0)
    expect(out).toMatch(/acme\.zip: Slack export, 1 record read\n/)
    const kept = await readdir(join(cli.folder, 'data/blobs'), { recursive: true })
    expect(kept.filter((name) => /[0-9a-f]{62}$/.test(name))).toHaveLength(1)
    expect((await readdir(cli.folder)).toSorted()).toEqual(['acme.zip', 'data'])
  })
})
