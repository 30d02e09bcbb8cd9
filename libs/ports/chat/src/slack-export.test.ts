import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MAX_REJECT_BYTES } from '@thala/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ExportItem, openSlackExport, type SlackExportOptions } from './slack-export.ts'

const SAMPLE = join(import.meta.dirname, '../../../../infra/sample/slack-export')
const NOW = 1_800_000_000_000
const users = [{ id: 'U1', team_id: 'T1', name: 'ada' }]
const channels = [{ id: 'C1', name: 'general', members: ['U1'] }]
const at = (seconds: number) => `${1757410000 + seconds}.000100`
const message = (seconds: number, fields: object = {}) => ({
  type: 'message',
  user: 'U1',
  text: `at ${seconds}`,
  ts: at(seconds),
  ...fields,
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Text is written as it is, anything else as JSON. */
async function write(files: Readonly<Record<string, unknown>>) {
  for (const [name, content] of Object.entries({ 'users.json': users, 'channels.json': channels, ...files })) {
    if (content === undefined) continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}

const open = (options: Partial<SlackExportOptions> = {}, path = folder) =>
  openSlackExport(path, { receivedAt: NOW, ...options })

async function items(options: Partial<SlackExportOptions> = {}, path = folder): Promise<ExportItem[]> {
  const all: ExportItem[] = []
  for await (const item of (await open(options, path)).items()) all.push(item)
  return all
}

const only = <K extends ExportItem['kind']>(all: readonly ExportItem[], kind: K) =>
  all.filter((item): item is Extract<ExportItem, { kind: K }> => item.kind === kind)
const texts = (all: readonly ExportItem[]) => only(all, 'message').map(({ event }) => event.text)

describe('a path that is no export', () => {
  it('is refused when there is nothing, naming the path', async () => {
    await expect(open({}, join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'bad-input',
      message: `${join(folder, 'nowhere')}: does not exist`,
    })
  })

  it('is refused when it is a file that is no zip', async () => {
    await write({ 'export.zip': 'PK' })
    await expect(open({}, join(folder, 'export.zip'))).rejects.toThrow('export.zip: not a zip that can be read')
  })

  it('is refused with what was expected and what is there', async () => {
    await write({ 'users.json': undefined, 'channels.json': undefined, 'notes.txt': 'x' })
    await expect(open()).rejects.toThrow(
      'not a Slack export: expected users.json and channels.json (or groups.json), found notes.txt',
    )
  })

  it('is refused with the folder inside that is one', async () => {
    await write({})
    await mkdir(join(folder, 'outer'))
    await cp(join(folder, 'users.json'), join(folder, 'outer/acme/users.json'))
    await cp(join(folder, 'channels.json'), join(folder, 'outer/acme/channels.json'))
    await expect(open({}, join(folder, 'outer'))).rejects.toThrow(`but ${join(folder, 'outer/acme')} looks like one`)
  })

  it('is refused when it is a link that leads to itself', async () => {
    await symlink(join(folder, 'loop'), join(folder, 'loop'))
    await expect(open({}, join(folder, 'loop'))).rejects.toThrow('is a link that leads to itself')
  })
})

describe('the team', () => {
  it('must be named when users.json does not', async () => {
    await write({ 'users.json': [{ id: 'U1' }] })
    await expect(open()).rejects.toThrow('users.json names no team_id; say which with --team T0123ABCD')
    expect((await open({ team: 'T7' })).team).toBe('T7')
  })

  it('must look like one', async () => {
    await write({ 'users.json': [] })
    await expect(open({ team: 'acme' })).rejects.toThrow('"acme" is not a Slack team id')
  })

  it('is the one of users.json, so that a later live connection gives the same ids', async () => {
    await write({})
    expect((await open({ team: 'T7' })).team).toBe('T1')
  })
})

describe('what cannot be read', () => {
  it('is told with its bytes and place, and the rest goes on', async () => {
    await write({
      'general/2025-09-08.json': '[{"ts": oops}]',
      'general/2025-09-09.json': [null, message(2), { type: 'message', text: 'no time' }, message(1)],
      'general/2025-09-10.json': { ok: false },
    })
    const all = await items()
    expect(texts(all)).toEqual(['at 1', 'at 2'])
    const rejects = only(all, 'reject').map(({ bytes, where, reason }) => [
      where,
      new TextDecoder().decode(bytes),
      reason,
    ])
    expect(rejects).toEqual([
      ['general/2025-09-08.json', '[{"ts": oops}]', 'not JSON: something else was expected at line 1, column 9'],
      ['general/2025-09-09.json[0]', 'null', expect.stringContaining('expected an object')],
      ['general/2025-09-09.json[2]', '{"type":"message","text":"no time"}', expect.stringContaining('ts: ')],
      ['general/2025-09-10.json', '{"ok":false}', 'expected a JSON array'],
    ])
  })

  it('of the lists is told too; a folder that no list names is left unread', async () => {
    await write({
      'groups.json': '[{',
      'users.json': [...users, 'odd'],
      'secret/2025-09-08.json': [message(1)],
      'general/2025-09-08.json': [message(2)],
    })
    const all = await items()
    expect(only(all, 'reject').map(({ where }) => where)).toEqual(['users.json[1]', 'groups.json', 'secret/'])
    expect(texts(all)).toEqual(['at 2'])
  })

  it('keeps no more of one entry than a record of the log holds', async () => {
    const long = 'x'.repeat(MAX_REJECT_BYTES)
    await write({ 'users.json': [...users, long], 'groups.json': [long], 'general/2025-09-08.json': [long] })
    const rejects = only(await items(), 'reject')
    expect(rejects.map(({ where, bytes }) => [where, bytes.length])).toEqual([
      ['users.json[1]', MAX_REJECT_BYTES],
      ['groups.json[0]', MAX_REJECT_BYTES],
      ['general/2025-09-08.json[0]', MAX_REJECT_BYTES],
    ])
  })

  it('does not lead out of the folder', async () => {
    await write({
      'channels.json': [...channels, { id: 'C2', name: 'linked' }],
      'elsewhere/2025-09-08.json': [message(1)],
    })
    const inner = join(folder, 'inner')
    await mkdir(inner)
    for (const name of ['users.json', 'channels.json']) await cp(join(folder, name), join(inner, name))
    await symlink(join(folder, 'elsewhere'), join(inner, 'linked'))
    const all = await items({}, inner)
    expect(texts(all)).toEqual([])
    expect(only(all, 'reject')).toMatchObject([
      { where: 'linked/2025-09-08.json', reason: expect.stringContaining('link') },
    ])
  })
})

describe('an export', () => {
  it('without a message tells who and where', async () => {
    await write({})
    expect((await open()).total).toBe(0)
    expect((await items()).map(({ kind }) => kind)).toEqual(['directory', 'directory'])
  })

  it('is told in source-time order across channels, whatever the order in its files', async () => {
    await write({
      'channels.json': [...channels, { id: 'C2', name: 'ops' }],
      'general/2025-09-09.json': [message(5), message(3)],
      'ops/2025-09-09.json': [message(4)],
      'general/2025-09-08.json': [message(2)],
      'ops/2025-09-08.json': [message(1)],
    })
    expect(texts(await items())).toEqual(['at 1', 'at 2', 'at 3', 'at 4', 'at 5'])
  })

  it('gives replies of a later day what they answer, as it read then', async () => {
    await write({
      'general/2025-09-08.json': [
        message(1, { text: 'checkout is slow' }),
        { type: 'message', subtype: 'message_changed', ts: at(2), message: message(1, { text: 'checkout is down' }) },
      ],
      'general/2025-09-09.json': [message(3, { thread_ts: at(1), text: 'looking' })],
    })
    const events = only(await items(), 'message').map(({ event }) => event)
    expect(events.map(({ threadId }) => threadId)).toEqual(Array(3).fill(`slack:T1:C1:${at(1)}`))
    expect(events[2]?.parent?.text).toBe('checkout is down')
  })

  it('tells nothing of the words of what it says was deleted, not even in the replies', async () => {
    await write({
      'general/2025-09-08.json': [
        message(1, { text: 'my secret', thread_ts: at(1) }),
        message(2, { thread_ts: at(1), text: 'oh' }),
        {
          type: 'message',
          subtype: 'message_deleted',
          deleted_ts: at(1),
          ts: at(3),
          previous_message: message(1, { text: 'my secret' }),
        },
      ],
    })
    const all = await items()
    expect(JSON.stringify(only(all, 'message'))).not.toContain('my secret')
    expect(only(all, 'message').map(({ event }) => event.deleted)).toEqual([false, true])
    expect(only(all, 'skip')).toMatchObject([{ reason: 'deleted later on' }])
  })

  it('dates a tombstone and its lists by the latest thing in it, not by a clock that is wrong', async () => {
    await write({
      'general/2025-09-08.json': [
        message(1, { subtype: 'tombstone' }),
        message(2, { edited: { ts: at(60) } }),
        message(1_000_000_000),
      ],
    })
    const all = await items()
    const latest = (1757410000 + 60) * 1000
    expect(only(all, 'directory').map(({ entry }) => entry.revision)).toEqual([latest, latest])
    expect(only(all, 'message')[0]?.event).toMatchObject({ deleted: true, revision: latest })
    expect(only(all, 'message')[2]?.event).toMatchObject({ at: NOW, clampedFrom: 2757410000000 })
  })

  it('reads private conversations for their members, direct messages by the id of their folder', async () => {
    await write({
      'groups.json': [{ id: 'G1', name: 'leads' }],
      'dms.json': [{ id: 'D1', members: ['U1'] }],
      'general/2025-09-08.json': [message(1)],
      'leads/2025-09-08.json': [message(2)],
      'D1/2025-09-08.json': [message(3)],
    })
    const audiences = only(await items(), 'message').map(({ event }) => event.audience)
    expect(audiences).toEqual(['workspace', 'slack:T1:G1', 'slack:T1:D1'])
  })

  it('leaves out what is shared with another organisation unless that channel is named', async () => {
    await write({
      'channels.json': [{ id: 'C1', name: 'general', is_ext_shared: true }],
      'general/2025-09-08.json': [message(1)],
    })
    expect(only(await items(), 'skip')).toMatchObject([{ reason: 'shared with another organisation' }])
    for (const name of ['general', 'C1'])
      expect(only(await items({ sharedChannels: [name] }), 'message')[0]?.event.audience).toBe('slack:T1:C1')
  })

  it('has one digest wherever it lies, and another when a byte of it changes', async () => {
    await write({ 'general/2025-09-08.json': [message(1)] })
    const { digest } = await open()
    const copy = await mkdtemp(join(tmpdir(), 'thala-export-'))
    await cp(folder, copy, { recursive: true })
    expect((await open({}, copy)).digest).toBe(digest)
    await writeFile(join(copy, 'users.json'), `${JSON.stringify(users)} `)
    expect((await open({}, copy)).digest).not.toBe(digest)
    await rm(copy, { recursive: true })
  })
})

describe('the sample workspace', () => {
  it('is read in full, twice alike', async () => {
    const first = await items({}, SAMPLE)
    expect(await items({}, SAMPLE)).toEqual(first)
    expect((await open({}, SAMPLE)).total).toBe(first.length - only(first, 'directory').length)
    expect(only(first, 'reject')).toEqual([])
    expect(only(first, 'message').filter(({ event }) => event.text === '' && !event.deleted)).toEqual([])
  })
})
