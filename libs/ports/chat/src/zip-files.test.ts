import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isThalaError } from '@thala/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { type ExportItem, openSlackExport } from './slack-export.ts'
import { openZipFiles } from './zip-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-zip-'))
})
afterAll(() => rm(folder, { recursive: true }))

const NOW = 1_800_000_000_000
let count = 0
async function zipOf(files: Readonly<Record<string, string | Buffer>>, mode?: number): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, mode ? { mode } : {})
  zip.end()
  const path = join(folder, `${count++}.zip`)
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}

/** The same bytes with one name for another of the same length, as no honest tool writes it. */
async function renamed(path: string, from: string, to: string): Promise<string> {
  const bytes = await readFile(path)
  await writeFile(path, Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'))
  return path
}

const text = async (path: string, name: string, maxBytes = 1_000) => {
  const files = await openZipFiles(path)
  try {
    const read = await files.read(name, maxBytes)
    return read.ok ? Buffer.from(read.bytes).toString() : read.reason
  } finally {
    await files.close()
  }
}

describe('a file that is no zip, or a broken one', () => {
  it('is refused with its path', async () => {
    const path = join(folder, 'no.zip')
    for (const content of ['', 'PK', 'x'.repeat(10_000)]) {
      await writeFile(path, content)
      await expect(openZipFiles(path)).rejects.toThrow(`${path}: not a zip that can be read`)
    }
  })

  it('is refused, or read in part, wherever it was damaged', async () => {
    const path = await zipOf({ 'users.json': '[]', 'general/2025-09-08.json': '[1]' })
    const bytes = await readFile(path)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(bytes)
        damaged[at] = value
        await writeFile(path, damaged)
        try {
          expect(typeof (await text(path, 'users.json'))).toBe('string')
        } catch (error) {
          expect(isThalaError(error, 'bad-input')).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a zip that means harm', () => {
  it.each([
    ['aa/aa/evil.json', '../../evil.json'],
    ['aaaaaaaaevil.json', '/../../..evil.json'.slice(0, 17)],
    ['aa/evil.json', 'c:/evil.json'],
    ['aa/aaevil.json', 'aa\\..\\evil.jsn'],
  ])('names nothing outside of itself: %s as %s', async (name, evil) => {
    const files = await openZipFiles(await renamed(await zipOf({ [name]: '[]', 'users.json': '[]' }), name, evil))
    expect(files.names).toEqual(['users.json'])
    expect(files.refused).toMatchObject([{ reason: 'a path that leads out of the export' }])
    expect((await files.read(evil, 100)).ok).toBe(false)
    await files.close()
  })

  it('has no link followed', async () => {
    const files = await openZipFiles(await zipOf({ 'users.json': '/etc/passwd' }, 0o120777))
    expect(files.names).toEqual([])
    expect(files.refused).toMatchObject([{ reason: 'a link: not followed' }])
    await files.close()
  })

  it('is refused before it unpacks to more than is reasonable, or has too many entries', async () => {
    const bomb = await zipOf({ 'users.json': '0'.repeat(5_000_000) })
    await expect(openZipFiles(bomb, { entries: 10, ratio: 100, freeBytes: 1_000 })).rejects.toThrow('zip bomb')
    const many = await zipOf({ a: '', b: '', c: '' })
    await expect(openZipFiles(many, { entries: 2, ratio: 100, freeBytes: 1_000 })).rejects.toThrow('3 entries')
  })

  it('gives no more of an entry than was asked for, whatever it claims', async () => {
    const path = await zipOf({ 'users.json': 'x'.repeat(2_000) })
    expect(await text(path, 'users.json', 1_000)).toBe('2000 bytes, and at most 1000 are read')
    // The size that the central directory and the local header tell.
    const claimed = Buffer.alloc(4)
    claimed.writeUInt32LE(2_000)
    const lie = Buffer.alloc(4)
    lie.writeUInt32LE(10)
    await renamed(path, claimed.toString('latin1'), lie.toString('latin1'))
    expect(await text(path, 'users.json', 1_000)).toMatch(/cannot be read|at most/)
  })
})

describe('an export as a zip', () => {
  const PNG = Buffer.from('iVBORw0KGgo=', 'base64')
  const message = {
    type: 'message',
    ts: '1757410000.000100',
    user: 'U1',
    text: 'see',
    files: [
      { id: 'F012345', name: 'e.png' },
      { id: 'F999999', name: 'gone.png' },
    ],
  }
  const content = {
    'users.json': JSON.stringify([{ id: 'U1', team_id: 'T1', name: 'ada' }]),
    'channels.json': JSON.stringify([{ id: 'C1', name: 'general', members: ['U1'] }]),
    'general/2025-09-08.json': JSON.stringify([message]),
    '__uploads/F012345/e.png': PNG,
  }
  const itemsOf = async (path: string) => {
    const opened = await openSlackExport(path, { receivedAt: NOW })
    const items: ExportItem[] = await Array.fromAsync(opened.items())
    return { opened, items, message: items.findLast((item) => item.kind === 'message') }
  }

  it('tells what the folder tells, with the same digest, and lies unpacked nowhere', async () => {
    const before = await readdir(folder)
    const [inner, outer] = [
      await zipOf(content),
      await zipOf(Object.fromEntries(Object.entries(content).map(([name, value]) => [`acme/${name}`, value]))),
    ]
    const [a, b] = [await itemsOf(inner), await itemsOf(outer)]
    expect(b.items).toEqual(a.items)
    expect(b.opened.digest).toBe(a.opened.digest)
    expect((await readdir(folder)).length).toBe(before.length + 2)
    await Promise.all([a.opened.close(), b.opened.close()])
  })

  it('has the bytes of the files that it holds, by their id', async () => {
    const { opened, message } = await itemsOf(await zipOf(content))
    expect(message?.uploads).toEqual(['__uploads/F012345/e.png', undefined])
    expect(message?.event.attachments[1]).toMatchObject({ name: 'gone.png', reason: 'not fetched' })
    expect(await opened.upload('__uploads/F012345/e.png')).toEqual({ ok: true, bytes: PNG })
    await opened.close()
  })

  it('is another one once its files came', async () => {
    const { '__uploads/F012345/e.png': _, ...without } = content
    const [a, b] = [await itemsOf(await zipOf(content)), await itemsOf(await zipOf(without))]
    expect(a.opened.digest).not.toBe(b.opened.digest)
    expect(a.message?.event).toEqual(b.message?.event)
    await Promise.all([a.opened.close(), b.opened.close()])
  })

  it('that is none is refused with what is in it', async () => {
    await expect(itemsOf(await zipOf({ 'notes.txt': 'x' }))).rejects.toThrow('not a Slack export: expected users.json')
  })
})
