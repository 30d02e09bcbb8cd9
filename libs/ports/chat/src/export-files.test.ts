import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryBytes, MAX_REJECT_BYTES } from '@thala/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExportFiles, parseList, readList } from './export-files.ts'
import { openFolderFiles } from './folder-files.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

let root: string
let files: ExportFiles
let outside: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'thala-export-'))
  outside = await mkdtemp(join(tmpdir(), 'thala-outside-'))
  await mkdir(join(root, 'general'))
  await writeFile(join(root, 'general/day.json'), '[{"ts":"1"}]')
  await writeFile(join(root, 'broken.json'), '[\n  {"a": 1},\n  {"a": ]\n]')
  await writeFile(join(root, 'long.json'), `[${' '.repeat(MAX_REJECT_BYTES)}`)
  await writeFile(join(outside, 'secret.json'), '["secret"]')
  await symlink(join(outside, 'secret.json'), join(root, 'leads-out.json'))
  await symlink(outside, join(root, 'elsewhere'))
  await symlink(join(root, 'general/day.json'), join(root, 'inside.json'))
  files = await openFolderFiles(root)
})
afterAll(async () => {
  await rm(root, { recursive: true })
  await rm(outside, { recursive: true })
})

describe('an entry of a list', () => {
  it('that is nested deeper than can be written costs its bytes, not the reading', () => {
    let deep: unknown = []
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]
    expect(entryBytes(deep)).toEqual(new Uint8Array())
  })
})

describe('a file of an export', () => {
  it('that is broken is handed back with its bytes and the place of the fault, without quoting it', async () => {
    const read = await readList(files, 'broken.json')
    expect(read).toMatchObject({ ok: false, reason: 'not JSON: something else was expected at line 3, column 9' })
    expect(read.ok ? '' : new TextDecoder().decode(read.bytes)).toContain('{"a": ]')
  })

  it('that is too long is not read', async () => {
    expect(await readList(files, 'general/day.json', 11)).toMatchObject({
      ok: false,
      bytes: new Uint8Array(),
      reason: '12 bytes, and at most 11 are read',
    })
    expect((await readList(files, 'general/day.json', 12)).ok).toBe(true)
  })

  it('of which more is broken than a record holds keeps its beginning, and says so', async () => {
    const read = await readList(files, 'long.json')
    expect(read.ok ? 0 : read.bytes.length).toBe(MAX_REJECT_BYTES)
    expect(read.ok ? '' : read.reason).toContain(
      `the first ${MAX_REJECT_BYTES} of ${MAX_REJECT_BYTES + 1} bytes are kept`,
    )
  })

  it.each(['leads-out.json', 'elsewhere/secret.json', '../secret.json'])(
    'outside of the folder is not read: %s',
    async (name) => {
      const read = await readList(files, name)
      expect(read.ok).toBe(false)
      expect(JSON.stringify(read)).not.toContain('"secret"')
    },
  )

  it('that is missing or a folder is told, not thrown', async () => {
    expect(await readList(files, 'none.json')).toMatchObject({ ok: false, reason: expect.stringContaining('ENOENT') })
    expect(await readList(files, 'general')).toMatchObject({ ok: false, reason: expect.stringContaining('EISDIR') })
  })

  it('may be a link within the folder', async () => {
    expect(await readList(files, 'inside.json')).toMatchObject({ ok: true, list: [{ ts: '1' }] })
  })
})

describe('a JSON list', () => {
  it.each([
    ['{"a":1}', 'expected a JSON array'],
    ['null', 'expected a JSON array'],
    ['', 'not JSON: the file ends too early at line 1, column 1'],
    ['[1,\n2', 'not JSON: the file ends too early at line 2, column 2'],
  ])('is not %j', (text, reason) => {
    expect(parseList(bytes(text))).toEqual({ ok: false, reason })
  })

  it('is not made of other bytes than UTF-8', () => {
    expect(parseList(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toEqual({ ok: false, reason: 'not UTF-8' })
  })

  it('may start with a byte order mark', () => {
    expect(parseList(bytes('\ufeff[1]'))).toEqual({ ok: true, list: [1] })
  })

  it('reads back whatever was written', () => {
    const json = fc.array(fc.jsonValue()).map((list): unknown[] => JSON.parse(JSON.stringify(list)))
    fc.assert(
      fc.property(json, (list) => {
        expect(parseList(bytes(JSON.stringify(list)))).toEqual({ ok: true, list })
      }),
    )
  })

  it('that was cut anywhere is refused, never half read', () => {
    const whole = JSON.stringify([{ text: 'é"\\', n: [1, { a: null }] }, 'x'])
    for (let end = 0; end < whole.length; end++) expect(parseList(bytes(whole.slice(0, end))).ok).toBe(false)
  })
})
