import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireOwner, openFolder } from '@thala/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lookAtFolder, lookAtOwner } from './data-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-doctor-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const subjectOf = (on: string) => ({ what: 'data folder', on, variable: 'THALA_DATA_DIR' })
const look = (path: string, disk?: { freeBytes: number; type: number }) =>
  Array.fromAsync(lookAtFolder(subjectOf(path), ...(disk ? [async () => disk] : [])))
const LOCAL = { freeBytes: 50e9, type: 0xef53 }

describe('a data folder', () => {
  it('is faulty where a file is in the way', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const path of [join(folder, 'file'), join(folder, 'file', 'data')])
      expect(await look(path)).toMatchObject([
        { state: 'fault', note: expect.stringMatching(/is a file: .*THALA_DATA_DIR/) },
      ])
  })

  it('is faulty where this user may not write', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere')
    await chmod(folder, 0o500)
    expect(await look(folder)).toMatchObject([{ state: 'fault', note: expect.stringContaining('THALA_DATA_DIR') }])
    await chmod(folder, 0o700)
  })

  it.each([
    ['a full disk', { ...LOCAL, freeBytes: 99e6 }, 'fault', 'full'],
    ['a disk that is nearly full', { ...LOCAL, freeBytes: 1e9 }, 'warning', 'nearly full'],
    ['a disk over the network', { ...LOCAL, type: 0x6969 }, 'warning', 'NFS'],
    ['one that the system numbers below zero', { ...LOCAL, type: 0xff534d42 | 0 }, 'warning', 'CIFS'],
  ])('is told of %s', async (_, disk, state, word) => {
    expect(await look(folder, disk)).toMatchObject([{ state, note: expect.stringContaining(word) }])
  })

  it('is told of when others may look into it', async () => {
    await chmod(folder, 0o755)
    expect(await look(folder, LOCAL)).toMatchObject([
      { state: 'warning', note: `other users of this machine may look into it: chmod 700 ${folder}` },
    ])
  })

  it('is well, and nothing is made, where there is none yet', async () => {
    const path = join(folder, 'a', 'b')
    expect(await look(path, LOCAL)).toMatchObject([{ state: 'ok', note: 'made at the first start; 50 GB free' }])
    expect(await look(folder, LOCAL)).toMatchObject([{ state: 'ok', note: '50 GB free' }])
  })
})

describe('the process that works on a folder', () => {
  const owner = () => Array.fromAsync(lookAtOwner(folder))

  it('is none where nobody ever started, or where the last one was killed', async () => {
    const none = [{ state: 'ok', on: 'none' }]
    expect(await owner()).toMatchObject(none)
    // No process has a number of this size.
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: 2 ** 30, startedAt: 1, url: null }))
    expect(await owner()).toMatchObject(none)
  })

  it.each([
    [200, { status: 'ok', reasons: [] }, { state: 'ok', note: 'ready' }],
    [503, { reasons: ['linker: paused'] }, { state: 'warning', note: 'not ready: linker: paused' }],
    [200, 'a login page', { state: 'warning', note: expect.stringContaining('does not answer') }],
  ])('is asked how it is: %d %j', async (status, body, expected) => {
    const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = z.object({ port: z.int() }).parse(server.address())
    await mkdir(join(folder, 'data'))
    const held = await acquireOwner(await openFolder(folder))
    try {
      expect(await owner()).toMatchObject([{ state: 'ok', on: String(process.pid) }])
      await held?.announce(`http://127.0.0.1:${port}`)
      expect(await owner()).toMatchObject([expected])
    } finally {
      await held?.release()
      server.closeAllConnections()
      server.close()
    }
  })
})
