import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openMemoryBlobs } from '@thala/blobs'
import { type Json, parseReaders, sha256, sourceMessage } from '@thala/contracts'
import { outputsTo, resource, type SourceDeclaration, type SourceItem } from '@thala/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'
import { type FileInput, fileSource, fileSources, type Progress } from './service.ts'

const NOW = 1_800_000_000_000
const PNG = Buffer.from('iVBORw0KGgo=', 'base64')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(name: string, content: string | Buffer | object): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  return path
}

const issue = (id: string, created: string, more: object = {}) => ({
  id,
  key: `OPS-${id}`,
  self: `https://acme.atlassian.net/rest/api/3/issue/${id}`,
  fields: { summary: `issue ${id}`, created: `${created}T10:00:00.000+0000`, issuetype: { name: 'Bug' }, ...more },
})
const mail = (day: string, body: string) =>
  `From ada@acme.example Mon Sep ${day} 09:41:50 2025\nFrom: ada@acme.example\nTo: ops@acme.example\nSubject: ${body}\n\n${body}\n\n`
const csv = (...rows: string[]) => ['ticket_id,created_at,title', ...rows].join('\n')

describe('a file that stops being readable', () => {
  it('is said with its path', async () => {
    const path = '/proc/self/mem'
    await expect(runAll([fileSource({ path, kind: 'tickets' })])).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`${path}: cannot be read`),
    })
  })
})

/** Runs sources at once, as the runtime does; stops each as a killed process would, after `most` items. */
async function runAll(
  declarations: readonly SourceDeclaration[],
  checkpoints: readonly (Json | undefined)[] = [],
  most = Number.POSITIVE_INFINITY,
) {
  const all: SourceItem[] = []
  const blobs = openMemoryBlobs()
  const reached = [...checkpoints]
  const one = async (declaration: SourceDeclaration, at: number) => {
    const context = {
      checkpoint: checkpoints[at],
      config: declaration.config.parse({}),
      deps: { blobs },
      to: outputsTo(declaration.produces),
      signal: new AbortController().signal,
    }
    let left = most
    for await (const item of declaration.read(context)) {
      all.push(item)
      reached[at] = item.checkpoint ?? reached[at]
      if (--left <= 0) break
    }
  }
  await Promise.all(declarations.map(one))
  const outputs = all.flatMap((item) => ('outputs' in item ? item.outputs : []))
  const messages = outputs
    .filter(({ name }) => name !== 'directory')
    .map(({ name, value }) => ({ name, value: sourceMessage.parse({ v: 1, id: 'x', ...value }) }))
  return {
    all,
    outputs,
    messages,
    blobs,
    checkpoints: reached,
    rejects: all.flatMap((item) => ('rejected' in item ? [item.rejected] : [])),
  }
}

const sourceOf = async (path: string, input: Partial<FileInput> = {}) =>
  fileSource({
    path,
    kind: await recognise(path),
    now: () => NOW,
    blobs: resource({ name: 'blobs', start: async () => openMemoryBlobs() }),
    ...input,
  })

async function three() {
  return [
    await put('search.json', { issues: [issue('1', '2025-09-08'), issue('2', '2025-09-20'), { key: 'OPS-9' }] }),
    await put('ops.mbox', mail('12', 'a mail') + mail(' 1', 'the first')),
    await put('tickets.csv', csv('1,2025-09-10,a ticket', '2,never,x', '3,2025-09-30,the last')),
  ]
}

describe('files of every kind', () => {
  it('go to the topic of their source, with the directory before them and what is bad beside them', async () => {
    const { outputs, rejects } = await runAll(await Promise.all((await three()).map((path) => sourceOf(path))))
    const names = outputs.map(({ name }) => name)
    expect(names.toSorted()).toEqual([
      'directory',
      'directory',
      'directory',
      'email',
      'email',
      'jira',
      'jira',
      'ticket',
      'ticket',
    ])
    expect(rejects.map(({ where }) => where).toSorted()).toEqual(['search.json[2]', 'tickets.csv line 3'])
    for (const { id } of outputs) expect(id).toMatch(/^[0-9a-f]{32}$/)
  })

  it('given in one command are told in source-time order across all of them', async () => {
    const inputs = await Promise.all(
      (await three()).map(async (path) => ({ path, kind: await recognise(path), now: () => NOW })),
    )
    const { messages, outputs } = await runAll(fileSources(inputs))
    expect(outputs.slice(0, 3).map(({ name }) => name)).toEqual(['directory', 'directory', 'directory'])
    const times = messages.map(({ value }) => value.at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times).toHaveLength(6)
  })

  it('do not keep each other waiting when one of them cannot be read', async () => {
    const good = await put('tickets.csv', csv('1,2025-09-10,a ticket'))
    const bad = await put('search.json', { issues: [{ ...issue('1', '2025-09-08'), self: null }] })
    const [a, b] = fileSources([
      { path: good, kind: 'tickets', now: () => NOW },
      { path: bad, kind: 'jira', now: () => NOW },
    ])
    if (!a || !b) throw new Error('two sources were asked for')
    const failing = expect(runAll([b])).rejects.toThrow('--site')
    expect((await runAll([a])).messages).toHaveLength(1)
    await failing
  })

  it('read again yield nothing; with other readers, the directory anew and the same messages', async () => {
    for (const path of await three()) {
      const first = await runAll([await sourceOf(path)])
      const progress: Progress[] = []
      const again = await runAll([await sourceOf(path, { onProgress: (one) => progress.push(one) })], first.checkpoints)
      expect(again.all).toEqual([])
      expect(progress.map(({ state }) => state)).toEqual(['unchanged'])
      const readers = parseReaders('jira:*=workspace,mail:*=workspace,ticket:*=workspace')
      const mapped = await runAll([await sourceOf(path, { readers, now: () => NOW + 1 })], first.checkpoints)
      const known = new Set(first.outputs.map(({ id }) => id))
      expect(mapped.outputs.filter(({ id }) => !known.has(id)).map(({ name }) => name)).toEqual(['directory'])
      expect(mapped.outputs.find(({ name }) => name === 'directory')?.value).toMatchObject({ revision: NOW + 1 })
    }
  })

  it('go on where they were interrupted', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => `${n},2025-09-10,ticket ${n}`)
    const path = await put('tickets.csv', csv(...rows))
    const whole = await runAll([await sourceOf(path)])
    const first = await runAll([await sourceOf(path)], [], 1)
    const rest = await runAll([await sourceOf(path, { now: () => NOW + 1 })], first.checkpoints)
    expect([...first.outputs, ...rest.outputs].map(({ id }) => id)).toEqual(whole.outputs.map(({ id }) => id))
  })
})

describe('attachments', () => {
  const withFile = issue('1', '2025-09-08', {
    attachment: [
      { id: '501', filename: 'error.png', mimeType: 'image/png' },
      { id: '502', filename: 'gone.png' },
    ],
  })

  it.each(['attachments/501/error.png', 'attachments/501-error.png', '501-error.png'])(
    'of an issue are found as %s',
    async (name) => {
      await put(`jira/${name}`, PNG)
      await put('jira/2025-report.png', PNG)
      const path = await put('jira/search.json', { issues: [withFile] })
      for (const one of [path, dirname(path)]) {
        const { messages, blobs } = await runAll([await sourceOf(one)])
        expect(messages[0]?.value.attachments).toMatchObject([
          { sha256: sha256(PNG), bytes: PNG.length },
          { reason: 'not in the export' },
        ])
        expect(messages[0]?.value.attachments[0]).not.toHaveProperty('reason')
        expect(await blobs.get(sha256(PNG))).toEqual(Uint8Array.from(PNG))
      }
    },
  )

  it('of a mail are kept under the hash that the mail names', async () => {
    const body = `--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n${PNG.toString('base64')}\n--b--\n`
    const path = await put(
      'ops.mbox',
      mail(' 8', 'see')
        .replace('\n\n', '\nContent-Type: multipart/mixed; boundary=b\n\n')
        .replace('\nsee\n', `\n${body}`),
    )
    const { messages, blobs } = await runAll([await sourceOf(path)])
    const id = messages[0]?.value.attachments[0]?.sha256 ?? ''
    expect(await blobs.get(id)).toEqual(Uint8Array.from(PNG))
  })

  it('of a Slack message are kept too; those that are not in the export say so', async () => {
    const files = [
      { id: 'F0123456', name: 'e.png' },
      { id: 'F0999999', name: 'gone.png' },
    ]
    await put('slack/users.json', [{ id: 'U1', team_id: 'T1', name: 'ada' }])
    await put('slack/channels.json', [{ id: 'C1', name: 'general' }])
    await put('slack/general/2025-09-08.json', [
      { type: 'message', ts: '1757410000.000100', user: 'U1', text: 'see', files },
    ])
    const before = await runAll([await sourceOf(join(folder, 'slack'))])
    await put('slack/__uploads/F0123456/e.png', PNG)
    const after = await runAll([await sourceOf(join(folder, 'slack'))], before.checkpoints)
    expect(after.messages[0]?.value.attachments).toMatchObject([{ sha256: sha256(PNG) }, { reason: 'not fetched' }])
    expect(after.outputs.at(-1)?.id).not.toBe(before.outputs.at(-1)?.id)
    expect(after.messages[0]?.value.revision).toBeGreaterThan(before.messages[0]?.value.revision ?? 0)
  })

  it('that are too large cost the message nothing', async () => {
    await put('attachments/501/error.png', Buffer.alloc(33 * 2 ** 20))
    const { messages } = await runAll([await sourceOf(await put('search.json', [withFile]))])
    expect(messages[0]?.value.attachments[0]?.reason).toContain('at most')
  })
})

describe('a folder of Jira exports', () => {
  it('is read page by page; a broken page is told, and JSON of something else is counted as none', async () => {
    await put('jira/page-1.json', { issues: [issue('1', '2025-09-08')] })
    await put('jira/page-2.json', { issues: [issue('2', '2025-09-09')] })
    await put('jira/page-3.json', '{"issues": [')
    await put('jira/notes.json', { a: 1 })
    const progress: Progress[] = []
    const input = { onProgress: (one: Progress) => progress.push(one) }
    const { messages, rejects } = await runAll([await sourceOf(join(folder, 'jira'), input)])
    expect(messages).toHaveLength(2)
    expect(rejects).toMatchObject([{ where: 'page-3.json', reason: expect.stringContaining('line 1, column 13') }])
    expect(progress.at(-1)).toEqual({ state: 'done', read: 4, total: 4, skipped: 1, rejected: 1 })
  })
})

describe('options', () => {
  it('are refused with what was expected', async () => {
    const path = await put('tickets.csv', csv('1,2025-09-10,x'))
    await expect(runAll([await sourceOf(path, { source: 'my desk' })])).rejects.toThrow('--source my desk')
    expect((await runAll([await sourceOf(path, { source: 'zendesk' })])).messages[0]?.value.messageId).toBe(
      'ticket:zendesk:id:1',
    )
  })

  it('of the environment are checked before anything is read', async () => {
    const { config } = await sourceOf(await put('tickets.csv', csv()))
    const parsed = config.safeParse({ THALA_READERS: 'OPS=workspace' })
    expect(parsed.error?.issues[0]).toMatchObject({
      path: ['THALA_READERS'],
      message: expect.stringContaining('"OPS=workspace"'),
    })
  })
})
