import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isThalaError } from '@thala/contracts/errors'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from './fixtures/temporary.ts'
import { databaseFile } from './folder.ts'
import { type OpenOptions, openDatabase } from './open.ts'

const fixture = (name: string) => new URL(`./fixtures/${name}.ts`, import.meta.url)
const newFile = () => databaseFile(temporaryFolder())

async function open(options: Partial<OpenOptions> = {}) {
  const database = await openDatabase({ file: newFile(), modules: [fixture('notes')], ...options })
  onTestFinished(() => database.close())
  return database
}

const list = (database: Awaited<ReturnType<typeof open>>) => database.read<string[]>('notes.list', null)

describe('openDatabase', () => {
  it('refuses a file that is no database', async () => {
    const file = newFile()
    writeFileSync(file, 'no database at all '.repeat(1000))
    await expect(open({ file })).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining(file) })
  })

  it('refuses a file in a folder that does not exist', async () => {
    const file = join(temporaryFolder(), 'missing', 'x.db')
    await expect(open({ file })).rejects.toMatchObject({ code: 'data-folder-unwritable' })
  })

  it('refuses a file of a newer version', async () => {
    const file = newFile()
    await (await openDatabase({ file, modules: [fixture('notes-newer')] })).close()
    for (const readOnly of [false, true])
      await expect(open({ file, readOnly })).rejects.toMatchObject({
        code: 'data-folder-newer',
        message: expect.stringContaining('update Thala'),
      })
  })

  it('refuses a module that is none, that is missing, or whose migration fails', async () => {
    await expect(open({ modules: [fixture('nameless')] })).rejects.toMatchObject({ code: 'bad-config' })
    await expect(open({ modules: [fixture('missing')] })).rejects.toThrow('missing')
    await expect(open({ modules: [fixture('notes-broken')] })).rejects.toThrow('syntax error')
  })

  it('for reading only refuses where there is nothing, and creates nothing', async () => {
    const file = newFile()
    await expect(open({ file, readOnly: true })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining("run 'npm start'"),
    })
    expect(existsSync(file)).toBe(false)
  })

  it('keeps a write-ahead log', async () => {
    const file = newFile()
    const database = await open({ file })
    await database.write('notes.add', 'a')
    expect(existsSync(`${file}-wal`)).toBe(true)
    const own = new DatabaseSync(file, { readOnly: true })
    expect(own.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    own.close()
  })
})

describe('write', () => {
  it('rejects with the code, message and cause of what the operation threw, and undoes it', async () => {
    const database = await open()
    const results = await Promise.allSettled([
      database.write('notes.add', 'a'),
      database.write('notes.addThenThrow', 'b'),
      database.write('notes.add', 'c'),
    ])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'output-too-large', cause: new Error('the cause') } })
    expect(await list(database)).toEqual(['a', 'c'])
  })

  it('rejects an unknown operation, and arguments or results that cannot be cloned', async () => {
    const database = await open()
    await expect(database.write('notes.nonsense', 1)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(database.write('notes.add', () => 'a')).rejects.toThrow('could not be cloned')
    await expect(
      Promise.all([database.write('notes.add', 'with it'), database.write('notes.answerFunction', null)]),
    ).rejects.toThrow('could not be cloned')
    expect(await database.write('notes.add', 'still alive')).toBe(2)
  })

  it('keeps the order of the calls', async () => {
    const database = await open()
    const names = Array.from({ length: 2_000 }, (_, i) => `note ${i}`)
    const ids = await Promise.all(names.map((name) => database.write<number>('notes.add', name)))
    expect(ids).toEqual(names.map((_, i) => i + 1))
    expect(await list(database)).toEqual(names)
  })

  it('survives a full disk: rejects with dependency-down, and works again once there is room', async () => {
    const database = await open()
    await database.write('notes.limitPages', 20)
    await expect(database.write('notes.addBytes', 200_000)).rejects.toMatchObject({ code: 'dependency-down' })
    await database.write('notes.limitPages', 100_000)
    await database.write('notes.addBytes', 200_000)
    expect(await list(database)).toHaveLength(1)
  })

  it('is refused where the file was opened for reading only', async () => {
    const file = newFile()
    const database = await open({ file })
    await database.write('notes.add', 'a')
    const reader = await open({ file, readOnly: true })
    await expect(reader.write('notes.add', 'b')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(reader.checkpoint()).rejects.toMatchObject({ code: 'bad-input' })
    expect(await list(reader)).toEqual(['a'])
  })
})

describe('read', () => {
  it('rejects with what the operation threw', async () => {
    const database = await open()
    await expect(database.read('notes.throwError', 'bad range')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'bad range',
    })
    await expect(database.read('notes.add', 'x')).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('sees everything that was written before', async () => {
    const database = await open()
    for (let i = 1; i <= 50; i++) {
      await database.write('notes.add', `note ${i}`)
      expect(await list(database)).toHaveLength(i)
    }
  })
})

describe('onCommit', () => {
  it('is called for own commits, once for many, and not after it was taken back', async () => {
    const database = await open()
    let calls = 0
    let off = () => {}
    const called = new Promise<void>((resolve) => {
      off = database.onCommit(() => {
        calls += 1
        resolve()
      })
    })
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => database.write('notes.add', `note ${i}`)))
    await called
    expect(calls).toBeLessThan(500)
    off()
    off()
    const before = calls
    await database.write('notes.add', 'unheard')
    await new Promise((resolve) => setImmediate(resolve))
    expect(calls).toBe(before)
  })

  it('is called for commits of another connection, also where the file is only read', async () => {
    const file = newFile()
    const writer = await open({ file })
    const reader = await open({ file, readOnly: true })
    for (const note of ['first', 'second']) {
      const noticed = new Promise<void>((resolve) => {
        const off = reader.onCommit(() => {
          off()
          resolve()
        })
      })
      // The watch begins with the version that it sees: make sure that it has begun.
      await list(reader)
      await writer.write('notes.add', note)
      await noticed
    }
    expect(await list(reader)).toEqual(['first', 'second'])
  })
})

describe('checkpoint', () => {
  it('empties the write-ahead log', async () => {
    const file = newFile()
    const database = await open({ file })
    await database.write('notes.add', 'a')
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    await database.checkpoint()
    expect(statSync(`${file}-wal`).size).toBe(0)
    await database.write('notes.add', 'b')
    expect(await list(database)).toEqual(['a', 'b'])
  })
})

describe('close', () => {
  it('waits for what was called before, refuses what comes after, and may be called twice', async () => {
    const file = newFile()
    const database = await open({ file })
    const written = Promise.all(Array.from({ length: 200 }, (_, i) => database.write('notes.add', `note ${i}`)))
    const closed = database.close()
    await expect(database.read('notes.list', null)).rejects.toMatchObject({ code: 'dependency-down' })
    expect(await written).toHaveLength(200)
    await closed
    await database.close()
    await expect(database.write('notes.add', 'x')).rejects.toMatchObject({ message: expect.stringContaining('closed') })
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})

describe('a thread that dies', () => {
  it.each([
    ['writing', 'exit code 7'],
    ['reading', 'exit code 8'],
  ])('while %s rejects everything outstanding and to come, and says so', async (which, reason) => {
    const database = await open()
    const deaths: string[] = []
    database.onDeath((error) => deaths.push(error.message))
    const fatal = which === 'writing' ? database.write('notes.die', null) : database.read('notes.die', null)
    const beside = [database.write('notes.add', 'a'), database.read('notes.list', null)]
    await expect(fatal).rejects.toMatchObject({ code: 'dependency-down', message: expect.stringContaining(reason) })
    for (const { status, reason: why } of (await Promise.allSettled(beside)).filter((r) => r.status === 'rejected'))
      expect([status, isThalaError(why, 'dependency-down')]).toEqual(['rejected', true])
    for (const late of [database.read('notes.list', null), database.write('notes.add', 'x')])
      await expect(late).rejects.toSatisfy((error) => isThalaError(error, 'dependency-down'))
    expect(deaths).toEqual([expect.stringContaining(reason)])
    // Who asks later hears of it too.
    database.onDeath((error) => deaths.push(error.message))
    expect(deaths).toHaveLength(2)
  })
})
