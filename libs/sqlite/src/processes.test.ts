import { describe, expect, it } from 'vitest'
import { startChild } from './fixtures/processes.ts'
import { temporaryFolder } from './fixtures/temporary.ts'
import { databaseFile } from './folder.ts'
import { openDatabase } from './open.ts'

const modules = [new URL('./fixtures/notes.ts', import.meta.url)]

async function notesIn(file: string): Promise<string[]> {
  const database = await openDatabase({ file, modules })
  const notes = await database.read<string[]>('notes.list', null)
  await database.close()
  return notes
}

const numbered = (label: string, count: number) => Array.from({ length: count }, (_, i) => `${label}-${i}`)

describe('several processes on one file', () => {
  it('open it at once while it does not exist yet, and lose no write', async () => {
    const file = databaseFile(temporaryFolder())
    const labels = ['a', 'b', 'c']
    const children = labels.map((label) => startChild(['write', file, '300', label]))
    for (const child of children) expect((await child.ended).code).toBe(0)
    expect((await notesIn(file)).sort()).toEqual(labels.flatMap((label) => numbered(label, 300)).sort())
  })

  it('notice what the others commit', async () => {
    const file = databaseFile(temporaryFolder())
    const database = await openDatabase({ file, modules })
    let heard = () => {}
    const all = new Promise<void>((resolve) => {
      heard = resolve
    })
    database.onCommit(async () => {
      const notes = await database.read<string[]>('notes.list', null)
      if (notes.length === 20) heard()
    })
    startChild(['write', file, '20', 'foreign'])
    await all
    await database.close()
  })
})

describe('kill -9 while writing', () => {
  it('loses no acknowledged write, and a later process goes on with the file', async () => {
    const file = databaseFile(temporaryFolder())
    const acknowledged: string[] = []
    for (let round = 0; round < 6; round++) {
      const child = startChild(['write', file, '100000', `round${round}`])
      expect(await child.line(50 + 37 * round)).toBeDefined()
      await child.kill()
      acknowledged.push(...child.lines)
    }
    // What was killed left its write-ahead log behind; one who only reads sees what is in there too.
    const reader = await openDatabase({ file, modules, readOnly: true })
    const kept = new Set(await reader.read<string[]>('notes.list', null))
    await reader.close()
    expect(new Set(await notesIn(file))).toEqual(kept)
    expect(acknowledged.length).toBeGreaterThan(800)
    expect(acknowledged.filter((note) => !kept.has(note))).toEqual([])
  })
})

describe('a disk that takes no more', () => {
  it('rejects with dependency-down, keeps what was acknowledged, and still reads', async () => {
    const file = databaseFile(temporaryFolder())
    // 2,000 blocks of 512 bytes (of 1,024 in some shells): one or two megabytes.
    const { code, lines } = await startChild(['fill', file], 2_000).ended
    const said = JSON.parse(lines.at(-1) ?? '{}')
    expect([code, said.code]).toEqual([0, 'dependency-down'])
    expect(said.written).toBeGreaterThan(10)
    expect(said.kept).toBe(said.written)
    expect(await notesIn(file)).toHaveLength(said.written)
  })
})

describe('an open database', () => {
  it('keeps no process alive by itself', async () => {
    const child = startChild(['open', databaseFile(temporaryFolder())])
    expect(await child.ended).toEqual({ code: 0, lines: ['opened'] })
  })
})
