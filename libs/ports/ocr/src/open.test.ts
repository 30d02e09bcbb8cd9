import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AttachmentReaderOptions, openAttachmentReader } from './open.ts'
import type { AttachmentReader, Reading } from './port.ts'

const program = (name: string) => new URL(`./fixtures/programs/${name}.ts`, import.meta.url)
const moody = { program: program('moody') }

const opened: AttachmentReader[] = []
function open(options: AttachmentReaderOptions = {}) {
  const pids: number[] = []
  const reader = openAttachmentReader({ ...moody, onStart: (pid) => pids.push(pid), ...options })
  opened.push(reader)
  const tell = (words: string): Promise<Reading> =>
    reader.read(Buffer.from(words), { name: 'x', mimeType: 'text/plain' })
  return { reader, pids, tell }
}
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a reader whose process', () => {
  it('cannot start says so as a dependency that is down, and blames no attachment', async () => {
    const { tell } = open({ program: program('broken') })
    const failure = await tell('hello').catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'dependency-down',
      cause: { message: expect.stringContaining('is missing') },
    })
  })

  it('dies of an attachment twice answers with a reason, and reads the next in another', async () => {
    const { tell, pids } = open()
    expect(await tell('die')).toEqual({ text: null, reason: expect.stringContaining('died') })
    expect(await tell('hello')).toMatchObject({ text: expect.stringContaining('hello 0') })
    expect(pids).toHaveLength(3)
  })

  it('is killed by somebody else reads the attachment in another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thala-ocr-'))
    try {
      const { tell, pids } = open()
      expect(await tell(`die-once ${join(folder, 'died')}`)).toMatchObject({
        text: expect.stringContaining('die-once'),
      })
      expect(pids).toHaveLength(2)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('hangs is ended in time', async () => {
    const { tell, pids } = open({ timeoutMs: 300 })
    expect(await tell('hang')).toEqual({ text: null, reason: 'reading it took longer than 0.3 s' })
    expect(pids.some(runs)).toBe(false)
    expect(await tell('hello')).toMatchObject({ text: expect.stringContaining('hello') })
  })

  it('grows without end is ended before it takes more than is allowed', async () => {
    const { tell, pids } = open({ maxWorkerBytes: 200_000_000 })
    expect(await tell('grow')).toEqual({ text: null, reason: expect.stringContaining('more memory') })
    expect(pids.some(runs)).toBe(false)
  })

  it('has grown large is replaced before the next attachment', async () => {
    const { tell, pids } = open({ maxWorkerBytes: 2_000_000_000 })
    await tell('fatten')
    await tell('hello')
    expect(pids).toHaveLength(2)
  })

  it('has nothing to do is ended, and started again when it has', async () => {
    const { tell, pids } = open({ idleMs: 50 })
    await tell('hello')
    await vi.waitFor(() => expect(pids.some(runs)).toBe(false), { timeout: 10_000 })
    expect(await tell('again')).toMatchObject({ text: expect.stringContaining('again 0') })
  })
})

describe('a reader', () => {
  it('starts nothing before it is asked', () => {
    expect(open().pids).toEqual([])
  })

  it('reads one after the other in one process, in the order in which it was asked', async () => {
    const { tell, pids } = open()
    const readings = await Promise.all(['a', 'b', 'c', 'd'].map(tell))
    expect(readings.map(({ text }) => text?.slice(0, 3))).toEqual(['a 0', 'b 1', 'c 2', 'd 3'])
    expect(pids).toHaveLength(1)
  })

  it('reads in as many processes as it was told', async () => {
    const { tell, pids } = open({ processes: 2 })
    await Promise.all(['a', 'b', 'c', 'd'].map(tell))
    expect(pids).toHaveLength(2)
  })

  it('goes on with those that wait when one kills its process', async () => {
    const { tell } = open({ timeoutMs: 300 })
    const [hung, next] = await Promise.all([tell('hang'), tell('hello')])
    expect(hung.text).toBeNull()
    expect(next.text).toContain('hello')
  })

  it('hands nothing to a process that is empty or larger than anything that is read', async () => {
    const { reader, pids } = open()
    const about = { name: 'x', mimeType: 'image/png' }
    expect(await reader.read(new Uint8Array(), about)).toEqual({ text: null, reason: 'it is empty' })
    expect(await reader.read(new Uint8Array(40 * 1024 * 1024), about)).toEqual({
      text: null,
      reason: 'it is too large: 40 MB, of which up to 25 are read',
    })
    expect(pids).toEqual([])
  })

  it('that is closed ends its process and reads nothing more', async () => {
    const { reader, tell, pids } = open({ timeoutMs: 20_000 })
    await tell('hello')
    const asked = tell('hang').catch((error: unknown) => error)
    await reader.close()
    expect(await asked).toMatchObject({ code: 'dependency-down' })
    expect(pids.some(runs)).toBe(false)
    await expect(tell('hello')).rejects.toMatchObject({ code: 'dependency-down' })
  })
})
