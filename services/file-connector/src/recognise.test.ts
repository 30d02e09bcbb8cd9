import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-kinds-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(name: string, content: string | Buffer = ''): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}

describe('what cannot be read', () => {
  it.each([
    ['nothing at all', ''],
    ['words', 'hello'],
    ['JSON of something else', '{"a": 1}'],
    ['a table of something else', 'name,age\nada,36'],
    ['a picture', Buffer.from('iVBORw0KGgo=', 'base64')],
    ['a mail that only begins like a mailbox', 'From here on nothing works\n'],
  ])('is refused with what can be: %s', async (_, content) => {
    await expect(recognise(await put('export.zip', content))).rejects.toThrow(
      /not a file that can be read; readable are: a Slack export .*Jira.*mbox.*CSV/,
    )
  })

  it('is refused where it is broken JSON, with the place', async () => {
    await expect(recognise(await put('a.json', '{"issues": ['))).rejects.toThrow('line 1, column 13')
  })

  it('is refused where there is nothing', async () => {
    await expect(recognise(join(folder, 'none'))).rejects.toThrow('none: does not exist')
    await expect(recognise(folder)).rejects.toMatchObject({ code: 'bad-input' })
    await symlink(join(folder, 'loop'), join(folder, 'loop'))
    await expect(recognise(join(folder, 'loop'))).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('what is no file', () => {
  it('is refused at once: a pipe, a device', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const path of [pipe, '/dev/zero'])
      await expect(recognise(path)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(new RegExp(`^${path}: is neither a file nor a folder`)),
      })
  })

  it('keeps no folder from being known, as a page that lies there', async () => {
    await put('jira/search.json', '{"issues": []}')
    execFileSync('mkfifo', [join(folder, 'jira', 'a.json')])
    await symlink(join(folder, 'nowhere'), join(folder, 'jira', 'b.json'))
    expect(await recognise(join(folder, 'jira'))).toBe('jira')
  })

  it('is refused where reading it fails', async () => {
    // The kernel lets nobody read the first page of a process's memory.
    await expect(recognise('/proc/self/mem')).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/^\/proc\/self\/mem: cannot be read/),
    })
  })
})

describe('a file is known by what it holds, whatever its name:', () => {
  it.each([
    ['slack-export', 'PK\u0003\u0004rest'],
    ['jira', ' {"issues": []}'],
    ['jira', '\uFEFF[{"key": "OPS-1", "fields": {}}]'],
    ['mbox', 'From ada@acme.example Mon Sep  8 09:41:50 2025\nSubject: x\n'],
    ['tickets', '"Ticket ID";"Created At"\n1;2025-09-08\n'],
  ])('%s', async (kind, content) => {
    expect(await recognise(await put('whatever.bin', content))).toBe(kind)
  })

  it('folders too', async () => {
    await put('slack/users.json', '[]')
    await put('outer/acme/users.json', '[]')
    await put('jira/a-broken.json', '{')
    await put('jira/search.json', '{"issues": []}')
    expect(await recognise(join(folder, 'slack'))).toBe('slack-export')
    expect(await recognise(join(folder, 'outer'))).toBe('slack-export')
    expect(await recognise(join(folder, 'jira'))).toBe('jira')
  })
})
