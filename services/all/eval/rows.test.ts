import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readRows, taskFolder, time } from './rows.ts'

const schema = z.object({ id: z.string(), ts: time })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-eval-rows-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function reading(...lines: string[]) {
  const file = join(folder, 'rows.jsonl')
  await writeFile(file, lines.join('\n'))
  return readRows(file, schema)
}

const good = '{"id": "a", "ts": "2025-09-10T08:00:00Z"}'

describe('labelled rows', () => {
  it('that are not JSON are named by file and line', async () => {
    await expect(reading(good, '', '{"id": ')).rejects.toThrow(/rows\.jsonl, line 3: is not JSON$/)
  })

  it('that lack a field, or have another kind of it, are named with the field', async () => {
    await expect(reading('{"ts": "2025-09-10T08:00:00Z"}')).rejects.toThrow(/line 1: id: /)
    await expect(reading(good, '{"id": 7, "ts": "2025-09-10T08:00:00Z"}')).rejects.toThrow(/line 2: id: /)
    await expect(reading('[]')).rejects.toThrow(/line 1: /)
  })

  it('with something that is no time say what', async () => {
    await expect(reading('{"id": "a", "ts": "yesterday"}')).rejects.toThrow(/line 1: ts: "yesterday" is not a time/)
  })

  it('of a file that is not there say which', async () => {
    await expect(readRows(join(folder, 'none.jsonl'), schema)).rejects.toThrow(/none\.jsonl cannot be read/)
  })

  it('are read with empty lines passed over', async () => {
    expect(await reading(good, '', good, '')).toEqual([
      { id: 'a', ts: 1_757_491_200_000 },
      { id: 'a', ts: 1_757_491_200_000 },
    ])
  })

  it('of a task without a folder are not looked for', () => {
    expect(taskFolder(folder, 'classify')).toBeNull()
    expect(taskFolder(join(folder, '..'), folder.split('/').at(-1) ?? '')).toBe(folder)
  })
})
